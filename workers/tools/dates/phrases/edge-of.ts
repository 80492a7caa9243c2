import type { DateTime } from "luxon";
import type { Edge } from "./language.ts";
import type { Reading, Span } from "./span.ts";

const thirds = { early: [0, 10], middle: [10, 20], late: [20, undefined] } as const;

/**
 * The beginning, middle or end of a period. A month has thirds of ten days; the end of a week begins on Friday, that of
 * a longer period on its last day, and that of a day is the midnight after it. The rest is that of the current one.
 */
export function edgeOf(span: Span, edge: Edge, now: DateTime): Reading {
  const { start, end, unit } = span;
  if (edge === "rest") return start <= now && now < end ? { start: now, end, unit: "moment", isEnd: true } : undefined;
  if (unit === "moment" || unit === "weekend") return undefined;
  if (edge === "start") return { ...span, end: unit === "day" ? end : start.plus({ days: 1 }), unit: "day" };
  if (unit === "day") return edge === "end" ? { start: end, end, unit: "moment" } : undefined;
  if (edge === "end") {
    const last = unit === "week" ? start.plus({ days: 4 }) : end.minus({ days: 1 });
    return { start: last, end, unit: unit === "week" ? "week" : "day", isEnd: true };
  }
  if (unit === "month") {
    const [from, to] = thirds[edge];
    return { start: start.plus({ days: from }), end: to === undefined ? end : start.plus({ days: to }), unit: "week" };
  }
  if (edge === "early") return { ...span, end: start.plus({ days: 1 }) };
  if (edge === "middle" && unit === "week") {
    return { start: start.plus({ days: 2 }), end: start.plus({ days: 3 }), unit: "day" };
  }
  return { problem: "names no exact date" };
}
