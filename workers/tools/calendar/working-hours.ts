import { z } from "zod";
import { graphZone, minutesOf, weekdayNumber, zoneOffset } from "#workers/tools/dates/graph-zone.ts";
import { offsetsOver, slotMinutes, slotMs, type TimeGrid } from "./time-grid.ts";

/** Graph's `workingHours`. */
export const graphWorkingHours = z.object({
  daysOfWeek: z.array(z.string()).nullish(),
  startTime: z.string().nullish(),
  endTime: z.string().nullish(),
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
