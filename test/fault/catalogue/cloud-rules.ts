import type { Rule, RuleResponse } from "#test/fake-tenant/world/rules.ts";
import type { Fault } from "./fault.ts";

/** Makes the simulated cloud answer like this until the rules are cleared. */
export const cloudAnswers = (
  door: Rule["door"],
  response: RuleResponse,
  more: Omit<Rule, "door" | "match" | "response"> & { match?: Rule["match"] } = {},
): Pick<Fault, "inject" | "heal"> => ({
  inject: ({ control }) => control.addRule({ door, match: {}, response, ...more }),
  heal: ({ control }) => control.clearRules(),
});

/**
 * A breaker of Graph is open for 10 s, a fifth more or less; and a probe that the fault's last moment has met may take
 * 6 s to fail, which opens it again.
 */
export const breakerMs = 20_000;

/** Told without waiting for anything: a busy machine's time for a call that asks Graph once. */
export const atOnceMs = 3_000;

/**
 * A cloud that is down: so long that failures are most of what a breaker has seen in its 10 s, though all went well
 * before.
 */
export const broken = {
  mayEnd: ["unavailable", "deadline_exceeded"],
  breakers: "open",
  lastsMs: 5_000,
  recoversWithinMs: breakerMs,
} as const satisfies Partial<Fault>;
