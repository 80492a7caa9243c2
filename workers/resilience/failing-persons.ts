import { LRUCache } from "lru-cache";
import { atMost } from "#common/at-most.ts";
import { forgetByKey } from "#common/off-boarding.ts";
import { type Person, personKey } from "#common/person.ts";
import { createRollingCounts, type RollingCounts } from "./rolling-counts.ts";

type Outcome = "success" | "failure";

/** For whom a service fails, by the outcomes of the last ten seconds. */
export interface FailingPersons {
  add(person: Person, outcome: Outcome): void;
  /** Whether more than half of this person's outcomes are failures, of at least 20. */
  isFailing(person: Person): boolean;
  /**
   * Whether the service fails for several persons: by at least 7 outcomes, for at least three persons, for more than
   * half of those who asked, and so in more than half of their tenants. Where all who asked are of one tenant,
   * `onlyTenant` is its ID.
   */
  areFailing(): { onlyTenant: string | undefined } | undefined;
  forget(person: Person): void;
  forgetTenants(tenantIds: ReadonlySet<string>): number;
  clear(): void;
}

/** So many failing persons say something about the service. */
export const severalPersons = 3;
/** Fewer outcomes say nothing about the service, or about one person. */
const minOutcomes = { ofAll: 7, ofOne: 20 } as const;
/** Many times those that one worker serves in ten seconds. Those who were quiet the longest are forgotten. */
const maxPersons = 5_000;

const isMost = (part: number, whole: number) => part * 2 > whole;

/** A person counts once, however many outcomes they have: as failing while more than half of theirs are failures. */
export function createFailingPersons(now: () => number): FailingPersons {
  const persons = new LRUCache<string, { tenantId: string; outcomes: RollingCounts<Outcome> }>(atMost(maxPersons));
  let all = createRollingCounts<"outcome">(now);

  function countsOf(outcomes: RollingCounts<Outcome>) {
    const failures = outcomes.sum("failure");
    const requests = failures + outcomes.sum("success");
    return { requests, isMostlyFailing: isMost(failures, requests) };
  }

  /** How many persons of each tenant asked, and for how many of them the service fails. */
  function countTenants(): Map<string, { active: number; failing: number }> {
    const tenants = new Map<string, { active: number; failing: number }>();
    for (const { tenantId, outcomes } of persons.values()) {
      const { requests, isMostlyFailing } = countsOf(outcomes);
      if (requests === 0) continue;
      const tenant = tenants.get(tenantId) ?? { active: 0, failing: 0 };
      tenant.active += 1;
      if (isMostlyFailing) tenant.failing += 1;
      tenants.set(tenantId, tenant);
    }
    return tenants;
  }

  return {
    add(person, outcome) {
      const key = personKey(person);
      const known = persons.get(key) ?? { tenantId: person.tenantId, outcomes: createRollingCounts(now) };
      known.outcomes.add(outcome);
      persons.set(key, known);
      all.add("outcome");
    },
    isFailing(person) {
      const known = persons.get(personKey(person));
      if (known === undefined) return false;
      const { requests, isMostlyFailing } = countsOf(known.outcomes);
      return requests >= minOutcomes.ofOne && isMostlyFailing;
    },
    areFailing() {
      if (all.sum("outcome") < minOutcomes.ofAll) return undefined;
      const tenants = countTenants();
      const counts = [...tenants.values()];
      const failing = counts.reduce((sum, tenant) => sum + tenant.failing, 0);
      const active = counts.reduce((sum, tenant) => sum + tenant.active, 0);
      const failingTenants = counts.filter((tenant) => isMost(tenant.failing, tenant.active)).length;
      if (failing < severalPersons || !isMost(failing, active) || !isMost(failingTenants, tenants.size))
        return undefined;
      const [first, ...others] = tenants.keys();
      return { onlyTenant: others.length === 0 ? first : undefined };
    },
    forget: (person) => void persons.delete(personKey(person)),
    forgetTenants: (tenantIds) => forgetByKey(persons, tenantIds),
    clear() {
      persons.clear();
      all = createRollingCounts(now);
    },
  };
}
