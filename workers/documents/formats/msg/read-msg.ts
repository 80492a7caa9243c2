import { type CompoundEntry, openCompoundFile } from "#workers/documents/archive/compound-file.ts";
import { charsetOfPage, decodeText } from "#workers/documents/charset/decode-text.ts";
import { readRtf } from "#workers/documents/formats/rtf/read-rtf.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import { labelsHeader, labelsOfMail } from "#workers/documents/labels/labels.ts";
import { bodyWithoutHtml, readMailBody, saysTheSame } from "#workers/documents/mail/mail-body.ts";
import {
  appointmentLines,
  type Moment,
  periodText,
  writeAddress,
  writeAddresses,
  writeMail,
} from "#workers/documents/mail/mail-document.ts";
import { DocumentRefusal, unlessRefused } from "#workers/documents/refusals.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import type { Reading } from "#workers/text/reading.ts";
import {
  appointmentIds,
  idsOfName,
  type MsgProperties,
  type NamedIds,
  type PropertyOwner,
  propertyStream,
  readProperties,
} from "./properties.ts";

/** The initial content of the dictionary (MS-OXRTFCP 2.1.2.1). */
const dictionaryStart =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript " +
  "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
  "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const dictionaryBytes = 4_096;
const headerBytes = 16;
/** Offset of the size of the RTF in the header. */
const sizeAt = 4;
const maxBytes = 10_000_000;

/**
 * Decompresses a message's RTF (MS-OXRTFCP), at most 10,000,000 bytes. Never throws: broken data ends the result early,
 * and `isWhole` is false where it has fewer bytes than it should.
 */
function decompressRtf(packed: Uint8Array): { rtf: Uint8Array; isWhole: boolean } {
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const rtf = decompress(view);
  return { rtf, isWhole: view.length >= headerBytes && rtf.length >= view.readUInt32LE(sizeAt) };
}

function decompress(view: Buffer): Uint8Array {
  if (view.toString("latin1", 8, 12) === "MELA") return view.subarray(headerBytes);
  if (view.toString("latin1", 8, 12) !== "LZFu") return new Uint8Array();
  const dictionary = Buffer.alloc(dictionaryBytes);
  let write = dictionary.write(dictionaryStart, "latin1");
  const out: number[] = [];
  const put = (byte: number) => {
    out.push(byte);
    dictionary[write] = byte;
    write = (write + 1) % dictionaryBytes;
  };
  for (let at = headerBytes; at < view.length && out.length < maxBytes; ) {
    const control = view[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < view.length; bit += 1) {
      if (((control >> bit) & 1) === 0) {
        put(view[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((view[at] ?? 0) << 8) | (view[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      if (from === write) return Uint8Array.from(out);
      const length = (reference & 0xf) + 2;
      for (let step = 0; step < length; step += 1) put(dictionary[(from + step) % dictionaryBytes] ?? 0);
    }
  }
  return Uint8Array.from(out);
}

const maxDepth = 5;
const maxListed = 200;
/** Name of the storage that contains an attached message. */
const attachedMessage = "__substg1.0_3701000D";
/** Subject, and the text in each of its forms. */
const essential = ["0037", "1000", "1013", "1009"];

/**
 * An Outlook message (MS-OXMSG): headers, text, names of attachments, and attached messages up to five levels deep. At
 * most 200 recipients, names and messages each. Says so where parts of it are lacking. Throws `unreadable`.
 */
export function readMsg(bytes: Uint8Array): Reading {
  const file = openCompoundFile(bytes);
  if (!file.children.has(propertyStream)) throw new DocumentRefusal("damagedMessage");
  const reading = readMessage(file, "message", {
    depth: 0,
    ids: appointmentIds(file),
    labelIds: idsOfName(file, labelsHeader),
  });
  return withGaps(reading, [file.isDamaged() ? { kind: "damagedParts" } : undefined]);
}

function readMessage(
  storage: CompoundEntry,
  owner: PropertyOwner,
  { depth, ...names }: { depth: number; ids: NamedIds; labelIds: readonly string[] },
): Reading {
  const message = readProperties(storage, owner);
  const codePage = message.number("3FFD");
  const storages = (prefix: string) => [...storage.children.values()].filter(({ name }) => name.startsWith(prefix));
  const recipients = storages("__recip_version1.0_#").map((one) =>
    readProperties(one, "recipient or attachment", codePage),
  );
  const attachments = storages("__attach_version1.0_#").map((one) => ({
    inner: one.children.get(attachedMessage),
    properties: readProperties(one, "recipient or attachment", codePage),
  }));
  const inner = attachments.flatMap((one) => one.inner ?? []);
  const read = depth + 1 >= maxDepth ? [] : inner.slice(0, maxListed);
  const isDamaged = !storage.children.has(propertyStream) || essential.some((id) => message.isLost(id));
  const from = { name: message.text("0C1A") || message.text("0042"), address: sender(message) };
  const mail = writeMail({
    subject: message.text("0037"),
    from,
    to: recipientList(recipients, 1),
    cc: recipientList(recipients, 2),
    date: dateOf(message),
    appointment: savedAppointment(message, names.ids, organizerOf(message, from)),
    // Who wrote a message and what is attached to it must not be lost for HTML that can't be read.
    body: withContact(message, unlessRefused(() => readBody(message)) ?? bodyWithoutHtml(message.text("1000"))),
    attachments: attachments
      .filter((one) => !one.inner && (one.properties.number("7FFE") ?? 0) % 256 === 0)
      .map(({ properties }, at) => (at < maxListed ? nameOfFile(properties) : "")),
    attached: read.map((one) => readMessage(one, "attached message", { depth: depth + 1, ...names })),
    hasMoreAttached: read.length < inner.length,
    labels: labelsOfMail(
      [
        ...message
          .text("007D")
          .matchAll(/^msip_labels:(.*(?:\r?\n[ \t].*)*)/gim)
          .map(([, value = ""]) => value),
        ...names.labelIds.map((id) => message.text(id)),
      ],
      /^received:/im.test(message.text("007D")),
    ),
  });
  return withGaps(mail, [isDamaged ? { kind: "damagedParts" } : undefined]);
}

function nameOfFile(attachment: MsgProperties): string {
  return attachment.text("3707") || attachment.text("3704") || attachment.text("3001");
}

/** Fields of a saved contact (MS-OXOCNTC, 2.2.1). */
const contactFields = [
  ["3A17", "Job title"],
  ["3A16", "Company"],
  ["3A08", "Business phone"],
  ["3A1C", "Mobile phone"],
  ["3A09", "Home phone"],
  ["3A15", "Address"],
] as const;

function withContact(message: MsgProperties, body: Reading): Reading {
  if (!/^IPM\.Contact\b/i.test(message.text("001A"))) return body;
  const lines = contactFields.map(([id, label]) => [label, cleanLine(message.text(id))] as const);
  const told = lines.filter(([, value]) => value !== "").map(([label, value]) => `${label}: ${value}`);
  return { ...body, text: [told.join("\n"), body.text].filter((part) => part !== "").join("\n\n") };
}

/**
 * The body: plain text or HTML where the message has one of them, or RTF, in which Outlook keeps the HTML of most
 * messages beside their plain text.
 */
function readBody(message: MsgProperties): Reading {
  const plain = message.text("1000");
  const html = message.bytes("1013");
  const markup = html ? decodeText(html, charsetOfPage(message.number("3FDE"))) : message.text("1013");
  const packed = message.bytes("1009");
  if (markup.trim() !== "" || !packed) return readMailBody(plain, markup);
  const { rtf, isWhole } = decompressRtf(packed);
  if (plain.trim() === "") {
    return withGaps(readRtf(rtf, { findQuotes: false }), [isWhole ? undefined : { kind: "damagedParts" }]);
  }
  const text = readMailBody(plain, "");
  // The plain text also where the other can't be read, as with style sheets that are too complex.
  const rich = isWhole ? unlessRefused(() => readRtf(rtf, { findQuotes: false })) : undefined;
  return rich !== undefined && saysTheSame(text, rich) ? rich : text;
}

function sender(message: MsgProperties): string {
  return (
    message.text("5D01") || message.text("5D02") || smtpOnly(message.text("0C1F")) || smtpOnly(message.text("0065"))
  );
}

/** Whom a meeting is of, which another person may have sent for them. */
function organizerOf(message: MsgProperties, from: { name: string; address: string }): string {
  const [name, address] = [message.text("0042"), message.text("5D02") || smtpOnly(message.text("0065"))];
  return writeAddress(name === "" && address === "" ? from : { name, address });
}

function recipientList(recipients: readonly MsgProperties[], type: number): string {
  return writeAddresses(
    recipients.filter((one) => (one.number("0C15") ?? 1) % 16 === type),
    (one) => ({ name: one.text("3001"), address: one.text("39FE") || smtpOnly(one.text("3003")) }),
  );
}

/** Leaves out addresses of Exchange's directory (`/O=CONTOSO/...`), which are of no use outside. */
function smtpOnly(address: string): string {
  return address.includes("@") ? address : "";
}

function dateOf(message: MsgProperties): string {
  const [, written] = /^date:\s*(.{1,100})$/im.exec(message.text("007D")) ?? [];
  if (written !== undefined) return written.trim();
  const date = message.date("0039") ?? message.date("0E06");
  return date?.toUTCString().replace(/ GMT$/, " +0000") ?? "";
}

/** Day of a year on which clocks change: the n-th such day of a month, 5 for the last. */
interface ChangeDay {
  month: number;
  weekday: number;
  nth: number;
  minutes: number;
}

const ruleBytes = 48;
/** Distance from UTC that no zone exceeds. */
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

/** Time of a change in a year by the clock, as if it were UTC. */
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
function savedAppointment(message: MsgProperties, ids: NamedIds, organizer: string): string[] {
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
  const clock = new Date(Math.abs(minutes) * minuteMs).toISOString().slice(11, 16);
  return minutes === 0 ? "UTC" : `UTC${minutes < 0 ? "-" : "+"}${clock}`;
}
