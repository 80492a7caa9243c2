/** So many requests in a second, all workers together. */
export interface RateLimit {
  /** Whose: requests with the same key share it. */
  key: string;
  perSecond: number;
  /** So many may start at once after a quiet time. */
  burst: number;
}

/** What Microsoft counts together with a request, to Graph or to Entra. */
export interface GateLimits {
  /** The mailbox, or the user of another service or of Entra. */
  scope: string;
  /** The tenant's part of the service. */
  tenant: string;
  /** Requests at once in the scope. */
  atOnce: number;
  rates: readonly RateLimit[];
}

/** Gives the place of a request back; a second call does nothing. */
export type Leave = () => void;

export type GateAnswer =
  /** The request may be sent, after this time. */
  | { state: "open"; afterMs: number; leave: Leave }
  /** `paused`: Microsoft asked for a pause that lasts so long. `paced`: its turn would come only then. */
  | { state: "paused" | "paced"; waitMs: number }
  /**
   * So many requests as are allowed at once are under way, or others wait for the next place. Whoever soon asks again by
   * this `place` keeps the place in line; who does not come back should leave it.
   */
  | { state: "full"; place: string; leave: Leave };

/** Keeps Microsoft's limits before Microsoft does. */
export interface Gate {
  /**
   * Asks for leave to send one request. A turn later than `mostWaitMs` is not booked.
   * @param place what a `full` gave
   */
  ask(limits: GateLimits, mostWaitMs: number, place?: string): GateAnswer | Promise<GateAnswer>;
  /**
   * How long requests within these limits are paused, in milliseconds; 0 or less when they aren't. What other workers
   * learned since is asked for only where the request has waited long enough for that to matter.
   */
  pauseLeftMs(limits: GateLimits, waitedMs: number): number | Promise<number>;
  /** For so long, nobody's request with this scope or tenant is sent. A shorter pause never cuts a longer one. */
  pause(key: string, forMs: number): void;
  /** For so long, requests of this tenant start at least `intervalMs` apart. */
  pace(tenant: string, intervalMs: number, forMs: number): void;
}
