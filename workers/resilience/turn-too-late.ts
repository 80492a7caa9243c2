import { retryLater, type ToolError } from "#common/errors.ts";
import { toWholeSeconds } from "./retry-after.ts";

/** A turn that leaves the service less time than this to answer is refused at once, with the time to come back. */
export const minAnswerMs = 1_000;

/** When a place is assumed to be free: requests last from some tenths of a second to several seconds. */
export const placeWaitMs = 5_000;

const reasons = {
  paused: "has asked for a pause",
  paced: "limits the rate of requests",
  full: "limits how many requests run at once, and others are running",
} as const;

/** The error for a turn that comes too late, with the seconds after which a request may come in time. */
export function turnTooLate(displayName: string, reason: keyof typeof reasons, waitMs: number): ToolError {
  return retryLater("rate_limited", `${displayName} ${reasons[reason]}`, { retryAfterSeconds: toWholeSeconds(waitMs) });
}
