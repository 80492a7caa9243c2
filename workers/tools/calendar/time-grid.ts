import { z } from "zod";
import { graphZone, minutesOf, weekdayNumber, type ZoneOffset, zoneOffset } from "#workers/tools/dates/graph-zone.ts";
import { texts } from "#workers/tools/graph-values.ts";

/** The resolution of free/busy times. The offsets of all time zones are multiples of it. */
export const slotMinutes = 15;
export const slotMs = slotMinutes * 60_000;

/** A range of time, divided into slots of 15 minutes that start at quarters of an hour. */
export interface TimeGrid {
  /** Unix milliseconds. */
  startMs: number;
  slots: number;
}

/** The slots that cover a range. */
export function gridOver(afterMs: number, beforeMs: number): TimeGrid {
  const startMs = Math.floor(afterMs / slotMs) * slotMs;
  return { startMs, slots: Math.ceil((beforeMs - startMs) / slotMs) };
}

/** A range of time on a grid, Unix milliseconds. */
export interface GridRange {
  grid: TimeGrid;
  afterMs: number;
  beforeMs: number;
}

/** The slots in which something of so many minutes can start that lies in the range. */
export function startsWithin({ grid, afterMs, beforeMs }: GridRange, minutes: number): number[] {
  const first = Math.ceil((afterMs - grid.startMs) / slotMs);
  const last = Math.floor((beforeMs - minutes * 60_000 - grid.startMs) / slotMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

const slotsPerDay = (24 * 60) / slotMinutes;

/** The offset at the start of each slot, in minutes east of UTC. Looks up single slots only on days when it changes. */
export function offsetsOver({ startMs, slots }: TimeGrid, offset: ZoneOffset): Int16Array {
  const offsets = new Int16Array(slots);
  for (let from = 0; from < slots; from += slotsPerDay) {
    const to = Math.min(from + slotsPerDay, slots);
    const first = offset(startMs + from * slotMs);
    if (first === offset(startMs + (to - 1) * slotMs)) offsets.fill(first, from, to);
    else for (let slot = from; slot < to; slot += 1) offsets[slot] = offset(startMs + slot * slotMs);
  }
  return offsets;
}

/** The maximum of each window of `length` consecutive values. */
export function greatestOver(values: Uint8Array, length: number): Uint8Array {
  if (values.length < length) return new Uint8Array();
  let reach = 1;
  let greatest = values;
  while (reach * 2 <= length) {
    greatest = pairwise(greatest, reach);
    reach *= 2;
  }
  return pairwise(greatest, length - reach).subarray(0, values.length - length + 1);
}

function pairwise(values: Uint8Array, distance: number): Uint8Array {
  const greater = values.slice();
  for (let at = 0; at + distance < values.length; at += 1)
    greater[at] = Math.max(values[at] ?? 0, values[at + distance] ?? 0);
  return greater;
}

/** Graph's `workingHours`. */
export const graphWorkingHours = z.object({
  daysOfWeek: z.array(z.string()).nullish(),
  ...texts("startTime", "endTime"),
  timeZone: graphZone.nullish(),
});
export type GraphWorkingHours = z.infer<typeof graphWorkingHours>;

const minutesPerDay = 24 * 60;
const minuteMs = 60_000;

/**
 * 1 for each slot that is not completely within the working hours, otherwise 0. Hours after midnight belong to the day
 * on which they started. Undefined if the hours or their zone are unknown.
 */
export function outsideHours(hours: GraphWorkingHours | null | undefined, grid: TimeGrid): Uint8Array | undefined {
  const offset = hours?.timeZone ? zoneOffset(hours.timeZone) : undefined;
  if (!hours?.startTime || !hours.endTime || !hours.daysOfWeek || offset === undefined) return undefined;
  const days = new Set(hours.daysOfWeek.map((day) => weekdayNumber(day)));
  const from = minutesOf(hours.startTime);
  const ends = minutesOf(hours.endTime);
  const to = ends > from ? ends : ends + minutesPerDay;
  const offsets = offsetsOver(grid, offset);
  return Uint8Array.from(offsets, (minutesEast, slot) => {
    const localMinutes = (grid.startMs + slot * slotMs) / minuteMs + minutesEast;
    const day = Math.floor(localMinutes / minutesPerDay);
    const isWithin = [day, day - 1].some((began) => {
      const minute = localMinutes - began * minutesPerDay;
      return days.has(weekdayOf(began)) && minute >= from && minute + slotMinutes <= to;
    });
    return isWithin ? 0 : 1;
  });
}

/** 1 January 1970 was a Thursday. */
function weekdayOf(daysSince1970: number): number {
  return (((daysSince1970 + 4) % 7) + 7) % 7;
}
