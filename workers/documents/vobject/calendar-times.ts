import { appointmentLines, type Moment, momentText, periodText } from "#workers/documents/appointment/appointment.ts";
import { writeAddress } from "#workers/documents/mail/mail-document.ts";
import { type Property, parameterOf } from "./read-vobject.ts";

/** The time, place and organizer of an entry, a line for each that it has. */
export function entryLines(entry: readonly Property[], zones: ZoneOffsets): string[] {
  const [start, end, duration] = ["DTSTART", "DTEND", "DURATION"].map((name) => firstOf(entry, name));
  return appointmentLines({
    when: whenText({ start, end, duration }, zones),
    where: firstOf(entry, "LOCATION")?.value ?? "",
    organizer: personText(firstOf(entry, "ORGANIZER")),
  });
}

/** The first property of that name. */
export function firstOf(entry: readonly Property[], name: string): Property | undefined {
  return entry.find((property) => property.name === name);
}

/** The address of a person. */
export const mailAddress = (value: string) => value.trim().replace(/^mailto:/i, "");

/** `Bo <bo@contoso.com>`. Empty where there is nobody. */
export function personText(person: Property | undefined): string {
  return person === undefined ? "" : writeAddress(parameterOf(person, "CN"), mailAddress(person.value));
}

/** The distances to UTC of each zone that a calendar defines, such as `+0100` and `+0200`. */
export type ZoneOffsets = ReadonlyMap<string, readonly string[]>;

const dateTime = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?$/i;
const durationParts = /^\+?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:\d{1,9}S)?)?$/i;
const units = ["wk", "d", "h", "min"];
/** A zone of the IANA's, whose name says enough. */
const knownZone = /^[A-Za-z_]{1,30}\/[\w+/-]{1,60}$/;

/** When an entry is, from its start and its end or duration; as it is written where that can't be read. */
function whenText(
  entry: { start: Property | undefined; end: Property | undefined; duration: Property | undefined },
  zones: ZoneOffsets,
): string {
  const start = momentOf(entry.start, zones);
  if (start === undefined) return entry.start?.value ?? "";
  const lasting = durationText(entry.duration?.value ?? "");
  if (entry.end === undefined && lasting !== "") return `${momentText(start)}, for ${lasting}`;
  return periodText(start, momentOf(entry.end, zones));
}

/** A time as people write it; as it is written where it can't be read. */
export function timeText(property: Property, zones: ZoneOffsets): string {
  const moment = momentOf(property, zones);
  return moment === undefined ? property.value : momentText(moment);
}

function momentOf(property: Property | undefined, zones: ZoneOffsets): Moment | undefined {
  const parts = property === undefined ? null : dateTime.exec(property.value.trim());
  if (property === undefined || parts === null) return undefined;
  const [, year, month, day, hours, minutes, utc] = parts;
  const date = `${year}-${month}-${day}`;
  if (hours === undefined) return { date };
  const zone = utc ? "UTC" : zoneText(parameterOf(property, "TZID"), zones);
  return { date, time: `${hours}:${minutes}`, ...(zone !== "" && { zone }) };
}

/** `Customized Time Zone: UTC+01:00 or UTC+02:00`. */
function zoneText(name: string, zones: ZoneOffsets): string {
  const offsets = knownZone.test(name) ? [] : (zones.get(name) ?? []);
  const known = [...new Set(offsets)].map((offset) => `UTC${offset.slice(0, 3)}:${offset.slice(3, 5)}`);
  return known.length === 0 ? name : `${name}: ${known.join(" or ")}`;
}

/** `1 h 30 min`. */
function durationText(duration: string): string {
  const [, ...amounts] = durationParts.exec(duration.trim()) ?? [];
  return units
    .flatMap((unit, at) => (Number(amounts[at] ?? 0) > 0 ? [`${Number(amounts[at])} ${unit}`] : []))
    .join(" ");
}
