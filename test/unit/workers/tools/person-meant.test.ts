import { describe, expect, it } from "vitest";
import { personMeant } from "#workers/tools/person.ts";
import { fakeContext } from "./fake-context.ts";

describe("somebody as people write", () => {
  it.each([
    ["Kenji Tanaka", "Kenji Tanaka"],
    [" kenji@contoso.com ", "kenji@contoso.com"],
    ["山田 太郎様", "山田 太郎"],
    ["Hassan", "Hassan"],
    ["さん", "さん"],
    [" ", undefined],
    [undefined, undefined],
    ["Me", "hana@contoso.com"],
    ["自分", "hana@contoso.com"],
    ["Mei", "Mei"],
  ])("%j is %j", async (text, expected) => {
    const ownAddresses = ["hana@contoso.com", "hana@contoso.onmicrosoft.com"];
    expect(await personMeant(text, fakeContext({ ownAddresses }))).toBe(expected);
  });

  it("is a word as it stands where the user's address is not known", async () => {
    expect(await personMeant("me", fakeContext())).toBe("me");
  });
});
