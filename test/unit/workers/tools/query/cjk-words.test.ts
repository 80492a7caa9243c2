import { describe, expect, it } from "vitest";
import { checkKql, withCjkWordsApart } from "#workers/tools/query/check-kql.ts";

describe("the words of Chinese, Japanese and Korean text", () => {
  it.each([
    ["本店営業部", "(本店 AND 営業 AND 部)"],
    ["予算の会議 budget", "(予算 AND 会議) budget"],
    ["(予算会議 OR plan) AND from:anna", "((予算 AND 会議) OR plan) AND from:anna"],
    ["预算会议", "(预算 AND 会议)"],
  ])("of %s are put apart, in a query that is still one", (kql, apart) => {
    expect(withCjkWordsApart(checkKql(kql))).toBe(apart);
    expect(() => checkKql(apart)).not.toThrow();
  });

  it.each(["budget", "会議", '"予算会議"', "subject:予算会議", "NOT 予算会議", "-予算会議", "予算会議 NEAR(3) plan"])(
    "stay as they are in %s",
    (kql) => {
      expect(withCjkWordsApart(checkKql(kql))).toBeUndefined();
    },
  );

  it("stay as they are in a long text, which would no longer fit into an address", () => {
    expect(withCjkWordsApart(checkKql("本店営業部の会議".repeat(60)))).toBeUndefined();
  });
});
