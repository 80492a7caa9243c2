import { describe, expect, test } from "vitest";
import { type Check, notChecked, ok, problem, runChecks } from "#common/doctor/check.ts";

const check = (name: string, needs: string[], find: Check<null>["find"]): Check<null> => ({ check: name, needs, find });
const wrong = problem("It is wrong", "Fix it.");

describe("checks", () => {
  test("run in their order, and tell each result at once", async () => {
    const told: string[] = [];
    const checks = [check("a", [], () => ok("fine")), check("b", ["a"], async () => wrong)];
    const results = await runChecks(checks, null, ({ check: name }) => void told.push(name));
    expect(results).toEqual([
      { check: "a", state: "ok", says: "fine" },
      { check: "b", state: "problem", says: "It is wrong", fix: "Fix it." },
    ]);
    expect(told).toEqual(["a", "b"]);
  });

  test("are not tried after one that they need and that is wrong, so that they blame nothing", async () => {
    const never = () => problem("must not run", "");
    const [, second, third] = await runChecks(
      [check("a", [], () => wrong), check("b", ["a"], never), check("c", ["b"], never)],
      null,
    );
    expect(second).toEqual({ check: "b", state: "not checked", says: '"a" comes first', fix: undefined });
    expect(third).toMatchObject({ state: "not checked", says: '"a" comes first' });
  });

  test("may find several things, and are not ok if one of them isn't", async () => {
    const several = [check("a", [], async () => [ok("fine"), wrong]), check("b", ["a"], () => ok("must not run"))];
    const results = await runChecks(several, null);
    expect(results.map(({ check: name, state }) => `${name}: ${state}`)).toEqual([
      "a: ok",
      "a: problem",
      "b: not checked",
    ]);
  });

  test("say why what they need was not tried", async () => {
    const checks = [check("a", [], () => notChecked("not now", "Later.")), check("b", ["a"], () => wrong)];
    expect((await runChecks(checks, null))[1]).toMatchObject({ state: "not checked", says: "not now", fix: "Later." });
  });

  test("that fail themselves are unknown, without the words of the error", async () => {
    const fail = () => {
      throw new TypeError("the secret is hunter2");
    };
    const [result] = await runChecks([check("a", [], fail)], null);
    expect(result).toMatchObject({ state: "unknown", says: "the check itself failed (TypeError)" });
  });
});
