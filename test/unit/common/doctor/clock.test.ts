import { describe, expect, test } from "vitest";
import { clockFinding } from "#common/doctor/shared-checks.ts";

const ahead = -300_000;
const behind = 300_000;

describe("the clock", () => {
  test.each<[string, number | undefined, number | undefined, object]>([
    ["agrees with both", 400, -300, { state: "ok", says: "within 1 s of Entra's" }],
    ["is a minute off, which tokens allow for", 59_000, undefined, { state: "ok", says: "within 59 s of Entra's" }],
    ["is ahead of both", ahead, ahead, { state: "problem", says: "this machine's clock is 300 s ahead of Entra's" }],
    ["is behind Entra's", behind, 0, { state: "problem", says: "this machine's clock is 300 s behind Entra's" }],
    [
      "agrees with Entra's, and Redis' is wrong",
      0,
      behind,
      { state: "problem", fix: "This machine's agrees with Entra's: set the clock of Redis' machine (NTP)." },
    ],
    [
      "differs from Redis', while nobody knows which is right",
      undefined,
      ahead,
      { state: "problem", fix: "Set the clock of the one that is wrong (NTP)." },
    ],
    ["can be compared with nothing", undefined, undefined, { state: "not checked" }],
    ["agrees with Redis' alone", undefined, 10, { state: "not checked" }],
  ])("%s", (_what, toEntraMs, toRedisMs, wanted) => {
    expect(clockFinding(toEntraMs, toRedisMs)).toMatchObject(wanted);
  });
});
