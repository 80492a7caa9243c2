import { LRUCache } from "lru-cache";
import { type Person, personKey } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { circuitStates, createCircuit, type Verdict } from "./circuit.ts";
import { toWholeSeconds } from "./retry-after.ts";
import { createRollingCounts, type RollingCounts } from "./rolling-counts.ts";

/** Whose request it is. A retry may probe, and its success counts; its failure only repeats that of the first try. */
export interface BreakerRequest {
  person: Person;
  isRetry: boolean;
}

export interface ServiceBreaker extends Pick<TenantMemory, "forget"> {
  /** Runs the action, or rejects at once with `unavailable` and the seconds until the next probe. */
  run<T>(
    request: BreakerRequest,
    action: () => Promise<T>,
    judge: (outcome: { value: T } | { error: unknown }) => Verdict,
  ): Promise<T>;
  /** Stops its timer. */
  close(): void;
}

/**
 * The circuit breaker of one service. By at least 7 outcomes in ten seconds it opens for everybody when it fails for at
 * least three persons, for more than half of those who asked, and in more than half of their tenants. Where only one
 * tenant asked, it opens for that tenant, until somebody else is answered. Failures of fewer persons open nothing: it
 * may be their mailbox, and the retry budget bounds what they send. `circuit.ts` tells how it closes. One that a probe
 * has closed counts from zero, or one failure would open it again while earlier ones still count.
 */
export function createServiceBreaker(options: {
  service: string;
  /** The name of the service in messages. */
  displayName: string;
  /** How long it stays open, ± 20 % so that workers don't probe together; 10 s by default. */
  resetMs?: number;
  metrics: WorkerMetrics;
  now: () => number;
  random: () => number;
}): ServiceBreaker {
  const { service, displayName, metrics, now, random } = options;
  const resetMs = Math.round((options.resetMs ?? 10_000) * (0.8 + 0.4 * random()));
  const failing = createFailingPersons(now);
  metrics.breakerState.set({ service }, circuitStates.closed);
  // Prometheus must see a counter's zero to notice its first event.
  metrics.breakerTransitions.inc({ service }, 0);
  const circuit = createCircuit({
    resetMs,
    persons: severalPersons,
    now,
    onState(state) {
      metrics.breakerState.set({ service }, state);
      metrics.breakerTransitions.inc({ service });
    },
    onRecovered: failing.clear,
  });

  /** Only requests that no open circuit concerns: one that began before it opened does not tell what is now. */
  function count({ person, isRetry }: BreakerRequest, verdict: Verdict): void {
    if (circuit.isOpenFor(person) || verdict === "neutral" || (verdict === "failure" && isRetry)) return;
    if (verdict !== "answered") failing.add(person, verdict);
    const several = verdict === "failure" ? failing.areFailing() : undefined;
    if (verdict !== "failure") circuit.close();
    else if (several !== undefined) circuit.open(several.onlyTenant);
  }

  function refuse(forMs: number): never {
    const retryAfterSeconds = toWholeSeconds(forMs);
    throw retryLater("unavailable", `${displayName} is not answering at the moment`, { retryAfterSeconds });
  }

  return {
    async run(request, action, judge) {
      const entry = circuit.enter(request.person);
      const learn = (verdict: Verdict) => {
        if (entry.state === "probe") circuit.settle(entry.probe, verdict);
        else if (entry.state === "free") count(request, verdict);
      };
      try {
        if (entry.state === "refused") refuse(entry.forMs);
        const value = await action();
        learn(judge({ value }));
        return value;
      } catch (error) {
        learn(judge({ error }));
        throw error;
      }
    },
    forget: (tenantIds) => failing.forgetTenants(tenantIds),
    close: () => circuit.end(),
  };
}

type Outcome = "success" | "failure";

/** For whom a service fails, by the outcomes of the last ten seconds. */
interface FailingPersons {
  add(person: Person, outcome: Outcome): void;
  /**
   * Whether the service fails for several persons: by at least 7 outcomes, for at least three persons, for more than
   * half of those who asked, and so in more than half of their tenants. Where all who asked are of one tenant,
   * `onlyTenant` is its ID.
   */
  areFailing(): { onlyTenant: string | undefined } | undefined;
  forgetTenants(tenantIds: ReadonlySet<string>): number;
  clear(): void;
}

/** So many failing persons say something about the service. */
const severalPersons = 3;
/** Fewer outcomes say nothing about the service. */
const minOutcomes = 7;
/** Many times those that one worker serves in ten seconds. Those who were quiet the longest are forgotten. */
const maxPersons = 5_000;

const isMost = (part: number, whole: number) => part * 2 > whole;

/** A person counts once, however many outcomes they have: as failing while more than half of theirs are failures. */
function createFailingPersons(now: () => number): FailingPersons {
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
    areFailing() {
      if (all.sum("outcome") < minOutcomes) return undefined;
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
    forgetTenants: (tenantIds) => forgetByKey(persons, tenantIds),
    clear() {
      persons.clear();
      all = createRollingCounts(now);
    },
  };
}
