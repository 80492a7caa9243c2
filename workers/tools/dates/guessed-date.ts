import type { DateTime } from "luxon";
import { canMean, type NamedTime, type Problem } from "./named-time.ts";

/**
 * Which of several weeks or years is meant by a date that names none: mail lies in the past, new meetings in the
 * future, events in either.
 */
export type DateTendency = "past" | "nearest" | "future";

/** What a date is asked for. */
export interface Asked {
  /** In the time zone of the person. */
  now: DateTime;
  tendency: DateTendency;
  /** Which end of a range the date is. */
  edge: "start" | "end";
}

/** So soon, "before December" may be the coming one also in a search of the past. */
const soon = { days: 31 };
/** Farther away, neither the last October nor the coming one is clearly the nearest. */
const nearDays = 120;

/**
 * The time that is meant, of some that repeat: in a search of the past the latest that has begun, for a new meeting the
 * first that is not over, in a calendar the nearest, but as an end the coming weekday. A problem if two may be meant:
 * on a Tuesday, "Monday" is yesterday for some, and for others the coming one.
 */
export function guessedTime(
  times: readonly NamedTime[],
  repeats: "week" | "year",
  { now, tendency, edge }: Asked,
): NamedTime | Problem | undefined {
  if (tendency === "past") {
    const last = times.findLast(({ start }) => start <= now);
    const coming = times.find(({ start }) => start > now && start < now.plus(soon));
    return repeats === "year" && edge === "end" && last && coming ? canMean(last.start, coming.start) : last;
  }
  if (tendency === "future" || (edge === "end" && repeats === "week")) return times.find(({ end }) => end > now);
  const daysAway = ({ start }: NamedTime) => Math.abs(start.startOf("day").diff(now.startOf("day"), "days").days);
  const [nearest, second] = times.toSorted((one, other) => daysAway(one) - daysAway(other));
  if (nearest === undefined || second === undefined) return nearest;
  const isUnclear = repeats === "week" ? nearest.start < now.startOf("day") : daysAway(nearest) > nearDays;
  return isUnclear ? canMean(nearest.start, second.start) : nearest;
}
