import { EventEmitter } from "node:events";
import CircuitBreaker from "opossum";
import { type Person, personKey } from "#common/call.ts";

/**
 * What an outcome says about the service's health. `answered`: the service refused or limited one caller, so it is up,
 * which decides a probe; otherwise it does not count. `neutral`: nothing, such as a caller that went away.
 */
export type Verdict = "success" | "failure" | "answered" | "neutral";

/** As in the metric. */
export const circuitStates = { closed: 0, halfOpen: 1, open: 2 } as const;

/** A request that is let through to try whether the service has recovered. */
interface Probe extends Person {
  /** When the next one may be sent for this person, whether this one has an answer or not. */
  nextAtMs: number;
  hasFailed: boolean;
}

type Entry = { state: "free" } | { state: "probe"; probe: Probe } | { state: "refused"; forMs: number };

export interface Circuit {
  /** How a request may go on. A `probe` must be settled. */
  enter(person: Person): Entry;
  settle(probe: Probe, verdict: Verdict): void;
  /** Whether it holds back requests of this person, but for probes. */
  isOpenFor(person: Person): boolean;
  /** Opens it for everybody, or for the persons of one tenant where nobody else has been seen to fail. */
  open(onlyTenant: string | undefined): void;
  close(): void;
  /** Stops its timer. */
  end(): void;
}

/**
 * A circuit that opens when it is told to. Then probes decide: any answer closes it. A failed probe holds back its
 * person alone, and the failed probes of `persons` persons open the circuit again, for everybody or for the one tenant
 * that they are of. As many probes may be under way at once, and one of each tenant in any case. A probe without an
 * answer does not count as under way for longer than the circuit stays open.
 *
 * opossum keeps the state and its time: see docs/decisions/limits.md.
 */
export function createCircuit(options: {
  resetMs: number;
  persons: number;
  now: () => number;
  onState: (state: 0 | 1 | 2) => void;
  /** A probe was answered, and the circuit is closed. */
  onRecovered: () => void;
}): Circuit {
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
    enter(person) {
      if (!isOpenFor(person)) return { state: "free" };
      const forMs = heldBackMs(person);
      if (forMs > 0) return { state: "refused", forMs };
      const { tenantId, userId } = person;
      const probe = { tenantId, userId, nextAtMs: now() + resetMs, hasFailed: false };
      probes.set(personKey(person), probe);
      return { state: "probe", probe };
    },
    settle(probe, verdict) {
      if (verdict === "failure") learnFailure(probe);
      else if (verdict !== "neutral") {
        circuit.close();
        onRecovered();
      } else if (probes.get(personKey(probe)) === probe) probes.delete(personKey(probe));
    },
    open(tenantId) {
      onlyTenant = circuit.closed || tenantId === onlyTenant ? tenantId : undefined;
      circuit.open();
    },
    close: () => circuit.close(),
    end: () => circuit.shutdown(),
  };
}
