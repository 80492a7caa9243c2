import type { TenantMemory } from "#common/off-boarding.ts";

/** A rate limit over all workers. */
export interface RateLimit {
  /** Requests with the same key share the limit. */
  key: string;
  perSecond: number;
  /** How many requests may start at once after a quiet time. */
  burst: number;
}

/** The limits of one request to Graph or Entra, and the requests with which Microsoft counts it. */
export interface GateLimits {
  /** The mailbox, or the user of another service or of Entra. */
  scope: string;
  /** The tenant, in one service. */
  tenant: string;
  /** Requests at once in the scope. */
  atOnce: number;
  rates: readonly RateLimit[];
  /** How long the request may last, where that is longer than an ordinary one. Its place is free after it. */
  mayLastMs?: number;
}

/** Releases the place of a request; a second call does nothing. */
export type Leave = () => void;

export type GateAnswer =
  /** The request may be sent after this time. */
  | { state: "open"; afterMs: number; leave: Leave }
  /** `paused`: a pause that Microsoft asked for lasts that long. `paced`: the turn would come only then. */
  | { state: "paused" | "paced"; waitMs: number }
  /**
   * All places are taken, or others wait for the next one. Asking again soon with this `place` keeps the position in
   * line; a request that does not come back should leave it.
   */
  | { state: "full"; place: string; leave: Leave };

/** What a limit is of. */
export type Scopes = Pick<GateLimits, "scope" | "tenant">;

/** Enforces Microsoft's limits before Microsoft has to refuse requests. */
export interface Gate extends TenantMemory {
  /**
   * Asks to send one request. A turn later than `maxWaitMs` is not booked.
   * @param place from a `full` answer
   */
  ask(limits: GateLimits, maxWaitMs: number, place?: string): GateAnswer | Promise<GateAnswer>;
  /**
   * How long requests within these limits are paused, in milliseconds; 0 or less: not paused. Asks for pauses that
   * other workers know only when the request has waited long enough for that to matter.
   */
  pauseLeftMs(limits: GateLimits, waitedMs: number): number | Promise<number>;
  /**
   * Holds back every request with this scope or tenant. A shorter pause never ends a longer one. After the longest
   * pause that is believed, one request goes first, as a probe, and the others wait until it is over: `answered`, or
   * else one of them is the next.
   */
  pause(key: string, forMs: number): void;
  /** Microsoft answered a request within these limits, and did not limit it: what waits for a probe may go on. */
  answered(limits: Scopes): void;
  /**
   * Holds back every request with this scope after a limit that may be the scope's own or its tenant's: the third scope
   * of a tenant within ten seconds makes it the tenant's. Resolves to whether the tenant is paused as well; never
   * rejects.
   */
  limit(limits: Scopes, forMs: number): Promise<boolean>;
  /** Keeps the starts of this tenant's requests at least `intervalMs` apart, for `forMs`. */
  pace(tenant: string, intervalMs: number, forMs: number): void;
}
