import type { DateTime } from "luxon";
import type { Edge } from "./language.ts";
import { isSpan, type Reading, type Span } from "./span.ts";

/**
 * From where to where early, middle and late are. In a month they are its thirds; a year has no thirds that people
 * agree on, so that its early months are the first quarter, the middle ones June and July, the late ones the last
 * quarter.
 */
const parts = {
  day: { in: "hours", early: [0, 12], middle: undefined, late: [18, 24] },
  week: { in: "days", early: [0, 2], middle: [2, 3], late: [3, 7] },
  month: { in: "days", early: [0, 10], middle: [10, 20], late: [20, 31] },
  quarter: { in: "months", early: [0, 1], middle: [1, 2], late: [2, 3] },
  half: { in: "months", early: [0, 2], middle: [2, 4], late: [4, 6] },
  year: { in: "months", early: [0, 3], middle: [5, 7], late: [9, 12] },
} as const;

/** The earliest hour that people call the end of a day. */
const lateHour = 16;

/**
 * The beginning, middle or end of a period. The end of a week begins on Friday, that of a longer period on its last
 * day, and that of a day late in the afternoon, so that it is over at midnight. The rest is that of the current one.
 */
export function edgeOf(span: Span, edge: Edge, now: DateTime): Reading {
  const { start, end, unit } = span;
  const isGoingOn = start <= now && now < end;
  if (edge === "rest") return isGoingOn ? { start: now, end, unit: "moment", isEnd: true } : undefined;
  if (edge === "so-far") return isGoingOn ? { ...span, end: now } : span;
  if (unit === "moment" || unit === "weekend") return undefined;
  if (edge === "first" || edge === "start") {
    const first: Span = { ...span, end: unit === "day" ? end : start.plus({ days: 1 }), unit: "day" };
    const early = edgeOf(span, "early", now);
    return edge === "start" && unit !== "day" && isSpan(early) ? { ...first, around: early.end } : first;
  }
  if (edge === "end") {
    if (unit === "day") return { start: start.set({ hour: lateHour }), end, unit: "moment", isEnd: true };
    const last = unit === "week" ? start.plus({ days: 4 }) : end.minus({ days: 1 });
    return { start: last, end, unit: unit === "week" ? "week" : "day", isEnd: true };
  }
  const { in: steps, [edge]: part } = parts[unit];
  if (part === undefined) return undefined;
  const [from, to] = part;
  const moved = start.plus({ [steps]: to });
  return {
    start: start.plus({ [steps]: from }),
    end: edge === "late" || moved > end ? end : moved,
    unit: unit === "day" ? "moment" : unit === "week" && edge === "middle" ? "day" : "week",
  };
}
