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

/** People are told when to come back, without waiting for anything. */
export const toldSeconds = {
  mustEnd: "rate_limited",
  /** A busy machine's time for a call that asks Graph once. */
  toldWithinMs: 3_000,
  breakers: "closed",
  recoversWithinMs: 12_000,
} as const satisfies Partial<Fault>;

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

const domain = "bulk-0.example";

/** A service that fails for one person, of whom nobody else must notice anything. */
export function failsForOnePerson(name: string, door: Rule["door"], response: RuleResponse): Fault {
  let address = "";
  let injectedAt = 0;
  return {
    name,
    expected: "that person is told to come back; nobody else's call fails, and the breaker stays closed",
    mayEnd: ["unavailable"],
    mustEnd: "unavailable",
    breakers: "closed",
    lastsMs: 5_000,
    recoversWithinMs: breakerMs,
    async inject({ control }) {
      const { tenants } = await control.directory();
      const [person] = tenants.find((tenant) => tenant.domain === domain)?.users ?? [];
      address = person?.userPrincipalName ?? "";
      injectedAt = performance.now();
      await control.addRule({ door, match: { userId: person?.id ?? "" }, response });
    },
    heal: ({ control }) => control.clearRules(),
    judge({ load }) {
      const others = load.calls.filter(
        ({ asker, ending, startedAt }) =>
          startedAt >= injectedAt && ending !== "ok" && !asker.addresses.includes(address),
      );
      return others.length === 0 ? [] : [`${others.length} calls of others failed: ${others[0]?.ending}`];
    },
  };
}
