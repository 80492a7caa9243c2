import type { Rule, RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { breakerMs } from "./cloud-rules.ts";
import type { Fault } from "./fault.ts";

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
