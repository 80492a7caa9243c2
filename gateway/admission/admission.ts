import type { Call } from "#common/call.ts";
import type { Workload } from "#common/workload.ts";

/** What admission needs to know of a call. */
export type AdmittedCall = Pick<Call, "requestId" | "caller">;

export interface Place {
  /** The call's priority in the queue: lower numbers are served first. */
  priority: number;
  /** Must be called once when the call ends; `slotMs`: for how long it had a slot of the worker that answered it. */
  leave(slotMs?: number): void;
}

/** Admits calls within the limits of `admission-limits.ts`. Rejects with `rate_limited` or `unavailable`. */
export interface Admission {
  admit(call: AdmittedCall, workload: Workload): Promise<Place>;
}
