import { appointmentLines, type Moment, periodText } from "#workers/documents/appointment/appointment.ts";
import type { NamedIds } from "./named-properties.ts";
import type { MsgProperties } from "./properties.ts";

/** When clocks change in a year: the n-th such day of a month, 5 for the last. */
interface ChangeDay {
  month: number;
  weekday: number;
  nth: number;
  minutes: number;
}

const ruleBytes = 48;
/** No zone is farther from UTC. */
const maxBiasMinutes = 15 * 60;
const minuteMs = 60_000;

/**
 * How many minutes the clocks of an appointment's zone are ahead of UTC at a time, by the rules in
 * `PidLidTimeZoneStruct` (MS-OXOCAL 2.2.1.39). Undefined where they are none.
 */
export function zoneOffsetMinutes(rules: Uint8Array | undefined, utcMs: number): number | undefined {
  if (rules === undefined || rules.length < ruleBytes) return undefined;
  const view = Buffer.from(rules.buffer, rules.byteOffset, rules.byteLength);
  const bias = view.readInt32LE(0);
  const [standardBias, summerBias] = [bias + view.readInt32LE(4), bias + view.readInt32LE(8)];
  if ([standardBias, summerBias].some((minutes) => Math.abs(minutes) > maxBiasMinutes)) return undefined;
  const toStandard = changeDayAt(view, 14);
  const toSummer = changeDayAt(view, 32);
  if (toStandard === undefined || toSummer === undefined) return 0 - standardBias;
  const year = new Date(utcMs - standardBias * minuteMs).getUTCFullYear();
  const summerFrom = changeMs(toSummer, year) + standardBias * minuteMs;
  const summerTo = changeMs(toStandard, year) + summerBias * minuteMs;
  const isSummer =
    summerFrom < summerTo ? utcMs >= summerFrom && utcMs < summerTo : utcMs >= summerFrom || utcMs < summerTo;
  return 0 - (isSummer ? summerBias : standardBias);
}

/** A SYSTEMTIME. Undefined where clocks don't change. */
function changeDayAt(view: Buffer, at: number): ChangeDay | undefined {
  const [, month = 0, weekday = 0, nth = 0, hours = 0, minutes = 0] = [0, 2, 4, 6, 8, 10].map((offset) =>
    view.readUInt16LE(at + offset),
  );
  const isValid = month >= 1 && month <= 12 && weekday <= 6 && nth >= 1 && nth <= 5 && hours < 24 && minutes < 60;
  return isValid ? { month, weekday, nth, minutes: hours * 60 + minutes } : undefined;
}

/** That day and time of a year by the clock, as if it were UTC. */
function changeMs({ month, weekday, nth, minutes }: ChangeDay, year: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const nthDay = 1 + ((weekday - first + 7) % 7) + (nth - 1) * 7;
  return Date.UTC(year, month - 1, nthDay > days ? nthDay - 7 : nthDay) + minutes * minuteMs;
}

/** Numbers of properties in their set (MS-OXOCAL 2.2.1). */
const lid = {
  location: 0x8208,
  start: 0x820d,
  end: 0x820e,
  allDay: 0x8215,
  repeats: 0x8232,
  zoneRules: 0x8233,
  zone: 0x8234,
};
const classes = /^IPM\.(?:Appointment|Schedule\.Meeting)\b/i;

/** The time, place and organizer of a saved appointment or invitation, a line each. Empty for other messages. */
export function savedAppointment(message: MsgProperties, ids: NamedIds, organizer: string): string[] {
  if (!classes.test(message.text("001A"))) return [];
  const idOf = (name: keyof typeof lid) => ids.get(lid[name]) ?? "";
  // Some programs write only the general properties of start and end.
  const start = knownTime(message.date(idOf("start")) ?? message.date("0060"));
  const end = knownTime(message.date(idOf("end")) ?? message.date("0061"));
  const rules = message.bytes(idOf("zoneRules"));
  const isAllDay = ((message.number(idOf("allDay")) ?? 0) & 0xffff) === 1;
  const moment = (at: Date) => momentAt(at, { rules, isAllDay });
  const repeats = message.text(idOf("repeats")).trim();
  const zone = message.text(idOf("zone")).trim();
  return [
    ...appointmentLines({
      when: start === undefined ? "" : periodText(moment(start), end && moment(end)),
      where: message.text(idOf("location")),
      organizer,
    }),
    ...(zone === "" || isAllDay ? [] : [`Time zone of the appointment: ${zone}`]),
    ...(repeats === "" ? [] : [`Repeats: ${repeats}`]),
  ];
}

/** Outlook's time for none is in the year 4501. */
const knownTime = (time: Date | undefined) => (time !== undefined && time.getUTCFullYear() < 4_500 ? time : undefined);

/** A time by the clocks of the appointment's own zone; by UTC where that is not known. */
function momentAt(at: Date, { rules, isAllDay }: { rules: Uint8Array | undefined; isAllDay: boolean }): Moment {
  const known = zoneOffsetMinutes(rules, at.getTime());
  // A whole day begins at midnight of its zone: that is at most half a day from midnight of UTC, but in the Pacific.
  const offset = known ?? (isAllDay ? Math.round(at.getTime() / 86_400_000) * 1_440 - at.getTime() / 60_000 : 0);
  const local = new Date(at.getTime() + offset * 60_000).toISOString();
  const date = local.slice(0, 10);
  return isAllDay ? { date } : { date, time: local.slice(11, 16), zone: zoneName(offset) };
}

/** `UTC+05:30`. */
function zoneName(minutes: number): string {
  if (minutes === 0) return "UTC";
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
