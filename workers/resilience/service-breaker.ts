import { LRUCache } from "lru-cache";
import { retryLater } from "#common/errors.ts";
import { forgetByKey, type TenantMemory } from "#common/off-boarding.ts";
import { type Person, personKey } from "#common/person.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { type Circuit, circuitStates, createCircuit, type Verdict } from "./circuit.ts";
import { createFailingPersons, severalPersons } from "./failing-persons.ts";
import { toWholeSeconds } from "./retry-after.ts";

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
  /** Stops its timers. */
  close(): void;
}

/** Persons whose own circuit is not closed. The one that was used the longest ago is ended first. */
const maxPersonal = 500;
/** A person who does not come back needs no circuit. Longer than it stays open. */
const personalIdleMs = 60_000;

/**
 * The circuit breaker of one service. By at least 7 outcomes in ten seconds it opens for everybody when it fails for at
 * least three persons, for more than half of those who asked, and in more than half of their tenants. Where only one
 * tenant asked, it opens for that tenant, until somebody else is answered. When more than half of at least 20 outcomes
 * of one person are failures, a circuit of that person alone opens. `circuit.ts` tells how circuits close. One that
 * a probe has closed counts again, or one failure would open it again while earlier ones still count.
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
  const personal = new LRUCache<string, Circuit>({
    max: maxPersonal,
    ttl: personalIdleMs,
    updateAgeOnGet: true,
    dispose: (circuit) => circuit.end(),
  });
  metrics.breakerState.set({ service }, circuitStates.closed);
  // Prometheus must see a counter's zero to notice its first event.
  for (const counter of [metrics.breakerTransitions, metrics.breakerPersonalOpenings]) counter.inc({ service }, 0);
  const shared = createCircuit({
    resetMs,
    persons: severalPersons,
    now,
    onState(state) {
      metrics.breakerState.set({ service }, state);
      metrics.breakerTransitions.inc({ service });
    },
    onRecovered: failing.clear,
  });

  function createPersonal(person: Person): Circuit {
    return createCircuit({
      resetMs,
      persons: 1,
      now,
      onState(state) {
        if (state === circuitStates.open) metrics.breakerPersonalOpenings.inc({ service });
      },
      onRecovered() {
        failing.forget(person);
        personal.delete(personKey(person));
      },
    });
  }

  function openFor(person: Person): void {
    personal.purgeStale();
    const circuit = personal.get(personKey(person)) ?? createPersonal(person);
    personal.set(personKey(person), circuit);
    circuit.open(undefined);
  }

  /** Only requests that no open circuit concerns: one that began before it opened does not tell what is now. */
  function count({ person, isRetry }: BreakerRequest, verdict: Verdict): void {
    if (shared.isOpenFor(person) || verdict === "neutral" || (verdict === "failure" && isRetry)) return;
    if (verdict !== "answered") failing.add(person, verdict);
    const several = verdict === "failure" ? failing.areFailing() : undefined;
    if (verdict !== "failure") shared.close();
    else if (several !== undefined) shared.open(several.onlyTenant);
    else if (failing.isFailing(person)) openFor(person);
  }

  function refuse(forMs: number): never {
    const retryAfterSeconds = toWholeSeconds(forMs);
    throw retryLater("unavailable", `${displayName} is not answering at the moment`, { retryAfterSeconds });
  }

  return {
    async run(request, action, judge) {
      const own = personal.get(personKey(request.person));
      const ownEntry = own?.enter(request.person);
      if (ownEntry?.state === "refused") refuse(ownEntry.forMs);
      const entry = shared.enter(request.person);
      const learn = (verdict: Verdict) => {
        if (ownEntry?.state === "probe") own?.settle(ownEntry.probe, verdict);
        if (entry.state === "probe") shared.settle(entry.probe, verdict);
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
    forget: (tenantIds) => failing.forgetTenants(tenantIds) + forgetByKey(personal, tenantIds),
    close() {
      personal.clear();
      shared.end();
    },
  };
}
