import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { type FoundLabels, joinLabels } from "#workers/documents/labels/labels.ts";
import { cleanDocumentText, type Reading, writerOf } from "#workers/text/reading.ts";

/** A day, or a time of a day in a zone, as an appointment has it. */
export interface Moment {
  /** `2026-11-02`. */
  date: string;
  /** `09:00`. Absent for a whole day. */
  time?: string;
  /** What people call the zone or its distance to UTC. Absent where none is given. */
  zone?: string;
}

/** An appointment's time, place and organizer, a line for each that is known: empty where it is not. */
export function appointmentLines(appointment: { when: string; where: string; organizer: string }): string[] {
  const { when, where, organizer } = appointment;
  return Object.entries({ When: when, Where: where, Organizer: organizer }).flatMap(([label, value]) =>
    value.trim() === "" ? [] : [`${label}: ${value.trim()}`],
  );
}

/** `2026-11-02 09:00 – 10:00 (Europe/Berlin)`. The end of a whole day is the day after the last one. */
export function periodText(start: Moment, end: Moment | undefined): string {
  if (start.time === undefined) return daysText(start, end);
  if (end?.time === undefined) return momentText(start);
  if (end.zone !== start.zone) return `${momentText(start)} – ${momentText(end)}`;
  const until = end.date === start.date ? end.time : `${end.date} ${end.time}`;
  return `${start.date} ${start.time} – ${until}${zoneText(start)}`;
}

/** `2026-11-02 09:00 (Europe/Berlin)`. */
export function momentText(moment: Moment): string {
  return moment.time === undefined ? moment.date : `${moment.date} ${moment.time}${zoneText(moment)}`;
}

const zoneText = ({ zone }: Moment) => ` (${zone ?? "no time zone given"})`;

function daysText(start: Moment, end: Moment | undefined): string {
  const last = end === undefined ? start.date : dayBefore(end.date);
  return last > start.date ? `${start.date} – ${last} (all day)` : `${start.date} (all day)`;
}

/** The date itself where it is none. */
function dayBefore(date: string): string {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) ? date : new Date(ms - 86_400_000).toISOString().slice(0, 10);
}

/** A message that was saved as a file. */
export interface MailDocument {
  subject: string;
  /** Empty strings where the message does not say. */
  from: { name: string; address: string };
  to: string;
  cc: string;
  /** Date as the sender's program wrote it. */
  date: string;
  /** Lines about the time and place of an appointment that the message is. */
  appointment?: readonly string[];
  body: Reading;
  /** The names of attachments that are not read. At most 200 are given. */
  attachments: readonly string[];
  /** Attached messages, already read. */
  attached: readonly Reading[];
  hasMoreAttached: boolean;
  /** Labels of the message itself. */
  labels: FoundLabels;
}

/** Number of addresses or of attachments in one list. */
const maxListed = 200;

/**
 * A saved message as text: subject, sender, recipients, date and appointment, names of attachments, body, attached
 * messages.
 * `writtenBy` is the sender of the message itself, never of an attached one.
 */
export function writeMail(mail: MailDocument): Reading {
  const people = [mail.to, mail.cc === "" ? "" : `cc ${mail.cc}`].filter((list) => list !== "").join("; ");
  const from = writeAddress(mail.from);
  const named = (name: string) => (name.trim() === "" ? "(without a name)" : name);
  const names = firstListed(mail.attachments, maxListed, named);
  const headers = [
    people === "" ? from : `${from} → ${people}`,
    mail.date,
    ...(mail.appointment ?? []),
    names.length === 0 ? "" : `Attachments: ${names.join("; ")}`,
  ].filter((value) => value.trim() !== "");
  const parts = [
    mail.subject === "" ? "" : `# ${oneLine(mail.subject)}`,
    headers.map(oneLine).join("\n"),
    mail.body.text,
    ...mail.attached.map(({ text }) => `Attached message:\n\n${text}`),
  ];
  const whole = {
    text: cleanDocumentText(parts.filter((part) => part !== "").join("\n\n")),
    writtenBy: writerOf(mail.from),
    labels: joinLabels([mail.labels, ...mail.attached.map(({ labels }) => labels)]),
  };
  return withGaps<Reading>(whole, [
    mail.attachments.length > 0 ? { kind: "inside", count: mail.attachments.length } : undefined,
    ...[mail.body, ...mail.attached].flatMap(({ gaps = [] }) => gaps),
    ...gapsWhere({ attachedMessages: mail.hasMoreAttached }),
  ]);
}

/** `Ada Lovelace <ada@contoso.com>`. */
export function writeAddress({ name, address }: { name: string; address: string }): string {
  if (name === "" || name === address) return address;
  return address === "" ? name : `${name} <${address}>`;
}

/** The addresses of the first 200, in one line, and how many more there are. Of the others none is read. */
export function writeAddresses<Item>(
  all: readonly Item[],
  read: (item: Item) => { name: string; address: string },
): string {
  return firstListed(all, maxListed, (item) => writeAddress(read(item))).join(", ");
}

/** The first of a list, and how many more there are. */
export function firstListed<Item>(all: readonly Item[], most: number, write: (item: Item) => string): string[] {
  const more = all.length - most;
  return [...all.slice(0, most).map(write), ...(more > 0 ? [`and ${more} more`] : [])];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
