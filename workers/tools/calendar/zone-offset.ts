import { IANAZone } from "luxon";
import { z } from "zod";
import { ianaZone } from "#workers/tools/dates/zone-name.ts";

/** Minutes east of UTC at a moment in Unix milliseconds. */
export type ZoneOffset = (unixMs: number) => number;

const transition = z.object({
  time: z.string(),
  dayOccurrence: z.number(),
  dayOfWeek: z.string(),
  month: z.number(),
  year: z.number().nullish(),
});
type Transition = z.infer<typeof transition>;

/** Graph's `timeZoneBase`, or a `customTimeZone` with its own rules (`bias` in minutes west of UTC). */
export const graphZone = z.object({
  name: z.string().nullish(),
  bias: z.number().nullish(),
  standardOffset: transition.nullish(),
  daylightOffset: transition.extend({ daylightBias: z.number() }).nullish(),
});
export type GraphZone = z.infer<typeof graphZone>;

/** The offsets of a zone of Graph. Undefined for a zone with an unknown name and without rules. */
export function zoneOffset(zone: GraphZone): ZoneOffset | undefined {
  const name = zone.name ? ianaZone(zone.name) : undefined;
  if (name !== undefined) return ianaOffset(name);
  const { bias, standardOffset: standard, daylightOffset: daylight } = zone;
  if (bias == null) return undefined;
  if (!standard?.month || !daylight?.month) return () => -bias;
  const summer = -(bias + daylight.daylightBias);
  return (unixMs) => {
    const year = new Date(unixMs - bias * 60_000).getUTCFullYear();
    const begins = momentOf(daylight, year, -bias);
    const ends = momentOf(standard, year, summer);
    const isSummer = begins < ends ? unixMs >= begins && unixMs < ends : unixMs >= begins || unixMs < ends;
    return isSummer ? summer : -bias;
  };
}

export function ianaOffset(name: string): ZoneOffset {
  const zone = IANAZone.create(name);
  return (unixMs) => zone.offset(unixMs);
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** The number of a day that Graph names: 0 for Sunday. */
export function weekdayNumber(name: string): number {
  return weekdays.indexOf(name.toLowerCase());
}

/** The moment of an offset change in a year: on the nth weekday of a month, where 5 means the last. */
function momentOf({ time, month, dayOfWeek, dayOccurrence }: Transition, year: number, offset: number): number {
  const wanted = weekdayNumber(dayOfWeek);
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = 1 + ((wanted - first + 7) % 7) + 7 * (dayOccurrence - 1);
  while (day > daysInMonth) day -= 7;
  return Date.UTC(year, month - 1, day) + (minutesOf(time) - offset) * 60_000;
}

/** The minutes since midnight of a time such as `08:30:00.0000000`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
