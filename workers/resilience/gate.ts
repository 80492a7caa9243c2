import type { GraphLimits } from "./graph-limits.ts";

/** Gives the place of a request back. */
export type Leave = () => void;

export type GateAnswer =
  /** The request may be sent, after this time. */
  | { state: "open"; afterMs: number; leave: Leave }
  /** `paused`: Microsoft asked for a pause that lasts so long. `paced`: its turn would come only then. */
  | { state: "paused" | "paced"; waitMs: number }
  /** So many requests as are allowed at once are under way. */
  | { state: "full" };

/** Keeps Microsoft's limits before Microsoft does. */
export interface Gate {
  /** Asks for leave to send one request. A turn later than `mostWaitMs` is not booked. */
  ask(limits: GraphLimits, mostWaitMs: number): GateAnswer | Promise<GateAnswer>;
  /** Nobody's request with this scope or tenant is sent before the end, Unix milliseconds of this machine. */
  pause(key: string, endsAtMs: number): void;
  /** For so long, requests of this tenant start at least `intervalMs` apart. */
  pace(tenant: string, intervalMs: number, forMs: number): void;
}
