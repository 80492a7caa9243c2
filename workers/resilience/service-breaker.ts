import { EventEmitter } from "node:events";
import { LRUCache } from "lru-cache";
import CircuitBreaker from "opossum";
import { type Person, personKey } from "#common/call.ts";
import { retryLater } from "#common/errors.ts";
import { forgetByKey } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import type { WorkerMetrics } from "#workers/worker-metrics.ts";
import { toWholeSeconds } from "./retry-after.ts";
import { createRollingCounts, type RollingCounts } from "./rolling-counts.ts";

/**
 * What an outcome says about the service's health. `answered`: the service refused or limited one caller, so it is up,
 * which decides a probe; otherwise it does not count. `neutral`: nothing, such as a caller that went away.
 */
export type BreakerOutcome = "success" | "failure" | "answered" | "neutral";

/** Values of the metric. */
const circuitStates = { closed: 0, halfOpen: 1, open: 2 } as const;

/** A request that is let through to try whether the service has recovered. */
interface Probe extends Person {
  /** Time from which the next one may be sent for this person, whether this one has an answer or not. */
  nextAtMs: number;
  hasFailed: boolean;
}

type Entry = { state: "free" } | { state: "probe"; probe: Probe } | { state: "refused"; forMs: number };

/**
 * A circuit that opens when it is told to. Then probes decide: any answer closes it. A failed probe holds back its
 * person alone, and the failed probes of `persons` persons open the circuit again, for everybody or for the one tenant
 * that they are of. As many probes may be under way at once, and one of each tenant in any case. A probe without an
 * answer does not count as under way for longer than the circuit stays open.
 *
 * opossum keeps the state and its time: see docs/decisions/limits.md.
 */
function createCircuit(options: {
  resetMs: number;
  persons: number;
  now: () => number;
  onState: (state: 0 | 1 | 2) => void;
  /** A probe was answered, and the circuit is closed. */
  onRecovered: () => void;
}) {
  const { resetMs, persons, now, onState, onRecovered } = options;
  // Nobody turns the buckets of its counts, which stay empty: so it needs no timer for them.
  const rotateBucketController = new EventEmitter();
  const circuit = new CircuitBreaker(async () => undefined, {
    timeout: false,
    resetTimeout: resetMs,
    rotateBucketController,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  const probes = new Map<string, Probe>();
  let onlyTenant: string | undefined;
  let probesFromMs = 0;

  circuit.on("open", () => {
    probes.clear();
    probesFromMs = now() + resetMs;
    onState(circuitStates.open);
  });
  circuit.on("halfOpen", () => onState(circuitStates.halfOpen));
  circuit.on("close", () => {
    probes.clear();
    onState(circuitStates.closed);
  });

  /** Whether it holds back requests of this person, but for probes. */
  const isOpenFor = ({ tenantId }: Person) => !circuit.closed && (onlyTenant ?? tenantId) === tenantId;

  /** How long this person may not probe; 0 when they may. */
  function heldBackMs(person: Person): number {
    if (circuit.opened) return Math.max(1, probesFromMs - now());
    const own = probes.get(personKey(person));
    if (own !== undefined && now() < own.nextAtMs) return own.hasFailed ? own.nextAtMs - now() : 1;
    const underWay = [...probes.values()].filter(({ hasFailed, nextAtMs }) => !hasFailed && now() < nextAtMs);
    const isOthersTurn = underWay.length >= persons && underWay.some(({ tenantId }) => tenantId === person.tenantId);
    return isOthersTurn ? 1 : 0;
  }

  /** A person's late failure tells less than their latest probe will. */
  function learnFailure(probe: Probe): void {
    if (probes.get(personKey(probe)) !== probe || !circuit.halfOpen) return;
    probe.hasFailed = true;
    const failed = [...probes.values()].filter(({ hasFailed }) => hasFailed);
    if (failed.length < persons) return;
    const isOfOne = failed.every(({ tenantId }) => tenantId === probe.tenantId);
    onlyTenant = isOfOne ? probe.tenantId : undefined;
    circuit.open();
  }

  return {
    isOpenFor,
    /** How a request may go on. A `probe` must be settled. */
    enter(person: Person): Entry {
      if (!isOpenFor(person)) return { state: "free" };
      const forMs = heldBackMs(person);
      if (forMs > 0) return { state: "refused", forMs };
      const { tenantId, userId } = person;
      const probe = { tenantId, userId, nextAtMs: now() + resetMs, hasFailed: false };
      probes.set(personKey(person), probe);
      return { state: "probe", probe };
    },
    settle(probe: Probe, result: BreakerOutcome): void {
      if (result === "failure") learnFailure(probe);
      else if (result !== "neutral") {
        circuit.close();
        onRecovered();
      } else if (probes.get(personKey(probe)) === probe) probes.delete(personKey(probe));
    },
    /** Opens it for everybody, or for the persons of one tenant where nobody else has been seen to fail. */
    open(tenantId: string | undefined): void {
      onlyTenant = circuit.closed || tenantId === onlyTenant ? tenantId : undefined;
      circuit.open();
    },
    close: () => circuit.close(),
    /** Stops its timer. */
    end: () => circuit.shutdown(),
  };
}

/** Whose request it is. A retry may probe, and its success counts; its failure only repeats that of the first try. */
interface BreakerRequest {
  person: Person;
  isRetry: boolean;
}

/**
 * The circuit breaker of one service. By at least 7 outcomes in ten seconds it opens for everybody when it fails for at
 * least three persons, for more than half of those who asked, and in more than half of their tenants. Where only one
 * tenant asked, it opens for that tenant, until somebody else is answered. Failures of fewer persons open nothing: it
 * may be their mailbox, and the retry budget bounds what they send. `createCircuit` tells how it closes. One that a
 * probe has closed counts from zero, or one failure would open it again while earlier ones still count.
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
}) {
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

  /** Counts a request that no open circuit concerns: one that began before it opened does not tell what is now. */
  function count({ person, isRetry }: BreakerRequest, result: BreakerOutcome): void {
    if (circuit.isOpenFor(person) || result === "neutral" || (result === "failure" && isRetry)) return;
    if (result !== "answered") failing.add(person, result);
    const several = result === "failure" ? failing.areFailing() : undefined;
    if (result !== "failure") circuit.close();
    else if (several !== undefined) circuit.open(several.onlyTenant);
  }

  function refuse(forMs: number): never {
    const retryAfterSeconds = toWholeSeconds(forMs);
    throw retryLater("unavailable", `${displayName} is not answering at the moment`, { retryAfterSeconds });
  }

  return {
    /** Runs the action, or rejects at once with `unavailable` and the seconds until the next probe. */
    async run<T>(
      request: BreakerRequest,
      action: () => Promise<T>,
      judge: (outcome: { value: T } | { error: unknown }) => BreakerOutcome,
    ): Promise<T> {
      const entry = circuit.enter(request.person);
      const learn = (result: BreakerOutcome) => {
        if (entry.state === "probe") circuit.settle(entry.probe, result);
        else if (entry.state === "free") count(request, result);
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
    forget: failing.forgetTenants,
    /** Stops its timer. */
    close: () => circuit.end(),
  };
}

type Outcome = "success" | "failure";

/** Number of failing persons that says something about the service. */
const severalPersons = 3;
/** Fewer outcomes say nothing about the service. */
const minOutcomes = 7;
/** Many times those that one worker serves in ten seconds. Those who were quiet the longest are forgotten. */
const maxPersons = 5_000;

const isMost = (part: number, whole: number) => part * 2 > whole;

/**
 * Persons for whom a service fails, by the outcomes of the last ten seconds. A person counts once, however many
 * outcomes they have: as failing while more than half of theirs are failures.
 */
function createFailingPersons(now: () => number) {
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
    add(person: Person, outcome: Outcome): void {
      const key = personKey(person);
      const known = persons.get(key) ?? { tenantId: person.tenantId, outcomes: createRollingCounts(now) };
      known.outcomes.add(outcome);
      persons.set(key, known);
      all.add("outcome");
    },
    /**
     * Whether the service fails for several persons: by at least 7 outcomes, for at least three persons, for more than
     * half of those who asked, and so in more than half of their tenants. Where all who asked are of one tenant,
     * `onlyTenant` is its ID.
     */
    areFailing(): { onlyTenant: string | undefined } | undefined {
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
    forgetTenants: (tenantIds: ReadonlySet<string>) => forgetByKey(persons, tenantIds),
    clear() {
      persons.clear();
      all = createRollingCounts(now);
    },
  };
}
