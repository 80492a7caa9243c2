import { withGaps } from "#workers/documents/gaps.ts";
import {
  appointmentLines,
  firstListed,
  type Moment,
  momentText,
  periodText,
  writeAddress,
} from "#workers/documents/mail/mail-document.ts";
import { cleanDocumentText, joinLines, type Reading, type Writer, writerOf } from "#workers/text/reading.ts";
import { type Property, parameterOf, readProperty, vobjectProperties } from "./read-vobject.ts";

const maxAttendees = 200;
const told = new Set(["SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "ORGANIZER", "ATTENDEE"]);
const withTime: Readonly<Record<string, string>> = {
  DUE: "Due",
  COMPLETED: "Completed",
  "RECURRENCE-ID": "Occurrence",
};

/**
 * Events and tasks in iCalendar (RFC 5545): each with its title, time, place, organizer and attendees, then its other
 * properties, one per line, decoded and unescaped. The writer is the organizer of all of them.
 */
export function readCalendar(source: string): Reading {
  const properties = vobjectProperties(source).map(readProperty);
  const { entries, common, zones } = calendarParts(properties);
  const text = [common.map(lineOf).join("\n"), ...entries.map((entry) => writeEntry(entry, zones))];
  const isWhole = properties.some(({ name, value }) => name === "END" && value.trim().toUpperCase() === "VCALENDAR");
  const reading = {
    text: cleanDocumentText(text.filter((part) => part !== "").join("\n\n")),
    writtenBy: organizerOf(properties),
  };
  return withGaps<Reading>(reading, [isWhole ? undefined : { kind: "damagedParts" }]);
}

function writeEntry(entry: readonly Property[], zones: ZoneOffsets): string {
  const title = joinLines(firstOf(entry, "SUMMARY")?.value ?? "").trim();
  const attendees = attendeesOf(entry);
  const lines = [
    ...entryLines(entry, zones),
    ...(attendees === "" ? [] : [`Attendees: ${attendees}`]),
    ...entry
      .filter(({ name }) => !told.has(name))
      .map((property) => {
        const label = withTime[property.name];
        return label === undefined ? lineOf(property) : `${label}: ${timeText(property, zones)}`;
      }),
  ];
  return [title === "" ? "" : `# ${title}`, lines.join("\n")].filter((part) => part !== "").join("\n");
}

const lineOf = ({ head, value }: Property) => (head === "" ? value : `${head}:${value}`);

/** `Bo <bo@contoso.com> (accepted)`. */
function attendeesOf(entry: readonly Property[]): string {
  const all = entry.filter(({ name }) => name === "ATTENDEE");
  return firstListed(all, maxAttendees, (attendee) => {
    const answer = parameterOf(attendee, "PARTSTAT").toLowerCase().replaceAll("-", " ");
    return `${personText(attendee)}${answer === "" ? "" : ` (${answer})`}`;
  }).join("; ");
}

/** The organizer of an event. Undefined where several events have different organizers. */
function organizerOf(properties: readonly Property[]): Writer | undefined {
  const organizers = new Map(
    properties.filter(({ name }) => name === "ORGANIZER").map((one) => [`${one.head}:${one.value}`, one]),
  );
  const [organizer] = organizers.values();
  if (organizer === undefined || organizers.size > 1) return undefined;
  const isAddress = /^\s*mailto:/i.test(organizer.value);
  return writerOf({ name: parameterOf(organizer, "CN"), address: isAddress ? mailAddress(organizer.value) : "" });
}

/** Rules for programs: when clocks change, and when to ring. Their times are not those of an event. */
const innerParts = new Set(["VTIMEZONE", "VALARM"]);
const entryParts = new Set(["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"]);
/** What only programs read. */
const forPrograms = new Set(["VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "SEQUENCE", "TRANSP"]);

/** The entries of a calendar, what is said of all, and its zones, without what only programs read. */
export function calendarParts(properties: readonly Property[]) {
  const entries: Property[][] = [];
  const common: Property[] = [];
  const open: Property[][] = [];
  const zones = new Map<string, string[]>();
  let inner = "";
  let zone = "";
  for (const property of properties) {
    const { name, value } = property;
    const part = value.trim().toUpperCase();
    const isMark = name === "BEGIN" || name === "END";
    // An event ends what was not ended before it.
    if (isMark && entryParts.has(part)) inner = "";
    if (inner !== "") {
      if (name === "END" && part === inner) inner = "";
      if (name === "TZID") zone = value.trim();
      if (name === "TZOFFSETTO") zones.set(zone, [...(zones.get(zone) ?? []).slice(0, 3), value.trim()]);
    } else if (name === "BEGIN" && innerParts.has(part)) {
      inner = part;
    } else if (name === "BEGIN" && part !== "VCALENDAR") {
      const entry: Property[] = [];
      entries.push(entry);
      open.push(entry);
    } else if (name === "END") {
      open.pop();
    } else if (!isMark && !forPrograms.has(name) && value.trim() !== "") {
      (open.at(-1) ?? common).push(property);
    }
  }
  return { entries, common, zones };
}

/** The time, place and organizer of an entry, a line for each that it has. */
export function entryLines(entry: readonly Property[], zones: ZoneOffsets): string[] {
  return appointmentLines({
    when: whenText(entry, zones),
    where: firstOf(entry, "LOCATION")?.value ?? "",
    organizer: personText(firstOf(entry, "ORGANIZER")),
  });
}

export function firstOf(entry: readonly Property[], name: string): Property | undefined {
  return entry.find((property) => property.name === name);
}

const mailAddress = (value: string) => value.trim().replace(/^mailto:/i, "");

/** `Bo <bo@contoso.com>`. Empty where there is nobody. */
function personText(person: Property | undefined): string {
  return person === undefined
    ? ""
    : writeAddress({ name: parameterOf(person, "CN"), address: mailAddress(person.value) });
}

/** The distances to UTC of each zone that a calendar defines, such as `+0100` and `+0200`. */
export type ZoneOffsets = ReadonlyMap<string, readonly string[]>;

const dateTime = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?$/i;
const durationParts = /^\+?P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:\d{1,9}S)?)?$/i;
const units = ["wk", "d", "h", "min"];
/** A zone of the IANA's, whose name says enough. */
const knownZone = /^[A-Za-z_]{1,30}\/[\w+/-]{1,60}$/;

/** Time of an entry, from its start and its end or duration; as it is written where that can't be read. */
function whenText(entry: readonly Property[], zones: ZoneOffsets): string {
  const [first, last] = [firstOf(entry, "DTSTART"), firstOf(entry, "DTEND")];
  const start = momentOf(first, zones);
  if (start === undefined) return first?.value ?? "";
  const lasting = durationText(firstOf(entry, "DURATION")?.value ?? "");
  if (last === undefined && lasting !== "") return `${momentText(start)}, for ${lasting}`;
  return periodText(start, momentOf(last, zones));
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
