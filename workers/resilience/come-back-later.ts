import { ToolError } from "#common/errors.ts";
import { toWholeSeconds } from "./retry-after.ts";

/** A turn that leaves the service less time than this to answer is of no use: better say at once when to come back. */
export const leastForAnswerMs = 1_000;

const reasons = {
  paused: "has asked for a pause",
  paced: "limits how fast it may be asked",
  full: "limits how many requests it may be asked at once, and others are under way",
} as const;

/** Nobody knows when a place will be free: requests last for some tenths of a second up to several seconds. */
export const placeFreeMs = 5_000;

/** A turn that comes too late, as an error with the seconds after which it may come in time. */
export function comeBackLater(displayName: string, reason: keyof typeof reasons, waitMs: number): ToolError {
  const retryAfterSeconds = toWholeSeconds(waitMs);
  const message = `${displayName} ${reasons[reason]}. Try again in ${retryAfterSeconds} seconds.`;
  return new ToolError("rate_limited", message, { retryAfterSeconds });
}
