import { DateTime } from "luxon";
import type { CalendarQuery } from "./calendar-query.ts";
import { dayOf, unixMsOf } from "./event-times.ts";
import type { GraphEvent } from "./graph-event.ts";

/** A part of the range that is read in one direction. */
export interface Segment {
  fromMs: number;
  toMs: number;
  newestFirst: boolean;
  /** Whether an earlier segment contains the event too, because it crosses the boundary between them. */
  isRepeat(event: GraphEvent): boolean;
}

/** Graph refuses views of more than 1,825 days with `ErrorInvalidRequest`. */
const maxDays = 1_800;

/**
 * Splits the range of a search into segments, in reading order. Boundaries inside the range are midnights in the user's
 * zone, so that no all-day event of one day crosses them. An event whose side of a boundary is unclear is in both
 * segments.
 */
export function calendarSegments({ afterMs, beforeMs, todayMs, order, zone }: CalendarQuery): Segment[] {
  if (order === "oldest") return forward(afterMs, beforeMs, zone);
  if (order === "newest") return backward(afterMs, beforeMs, zone);
  const today = Math.min(Math.max(todayMs, afterMs), beforeMs);
  const past = backward(afterMs, today, zone).map((part) => ({ ...part, isRepeat: reachesAfter(part.toMs, zone) }));
  return [...forward(today, beforeMs, zone), ...past];
}

function forward(fromMs: number, toMs: number, zone: string): Segment[] {
  return chunks(fromMs, toMs, zone).map((chunk, at) => ({
    ...chunk,
    newestFirst: false,
    isRepeat: at === 0 ? never : beginsBefore(chunk.fromMs, zone),
  }));
}

function backward(fromMs: number, toMs: number, zone: string): Segment[] {
  return chunks(fromMs, toMs, zone)
    .toReversed()
    .map((chunk, at) => ({
      ...chunk,
      newestFirst: true,
      isRepeat: at === 0 ? never : reachesAfter(chunk.toMs, zone),
    }));
}

function chunks(fromMs: number, toMs: number, zone: string): { fromMs: number; toMs: number }[] {
  const parts: { fromMs: number; toMs: number }[] = [];
  for (let start = fromMs; start < toMs; ) {
    const edge = DateTime.fromMillis(start, { zone }).plus({ days: maxDays }).startOf("day").toMillis();
    const end = Math.min(edge, toMs);
    parts.push({ fromMs: start, toMs: end });
    start = end;
  }
  return parts;
}

const never = () => false;

function beginsBefore(edgeMs: number, zone: string): (event: GraphEvent) => boolean {
  const edgeDay = dayAt(edgeMs, zone);
  return ({ start, isAllDay }) => {
    if (!start) return false;
    return isAllDay ? dayOf(start) < edgeDay : (unixMsOf(start) ?? edgeMs) < edgeMs;
  };
}

function reachesAfter(edgeMs: number, zone: string): (event: GraphEvent) => boolean {
  const edgeDay = dayAt(edgeMs, zone);
  return ({ end, isAllDay }) => {
    if (!end) return false;
    return isAllDay ? dayOf(end) > edgeDay : (unixMsOf(end) ?? edgeMs) > edgeMs;
  };
}

function dayAt(unixMs: number, zone: string): string {
  return DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd");
}
