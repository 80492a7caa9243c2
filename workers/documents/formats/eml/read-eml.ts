import PostalMime, { type Address, type Attachment, type Email } from "postal-mime";
import { joinLabels, labelsHeader, labelsInText, labelsOfMail } from "#workers/documents/labels/labels.ts";
import { bodyWithoutHtml, readMailBody } from "#workers/documents/mail/mail-body.ts";
import { firstListed, writeAddresses, writeMail } from "#workers/documents/mail/mail-document.ts";
import { DocumentRefusal, unlessRefused } from "#workers/documents/refusals.ts";
import {
  calendarParts,
  entryLines,
  firstOf,
  readCalendar,
  timeText,
  type ZoneOffsets,
} from "#workers/documents/vobject/read-calendar.ts";
import { type Property, readProperty, vobjectProperties } from "#workers/documents/vobject/read-vobject.ts";
import type { Reading } from "#workers/text/reading.ts";

const maxMessages = 20;
const maxDepth = 5;
/** An invitation has some kilobytes. */
const maxInvitationBytes = 200_000;

/**
 * An Internet message (RFC 5322, MIME): headers, text, the time and place of a meeting that it invites to, names of
 * attachments, and attached messages up to five levels deep.
 */
export async function readEml(bytes: Uint8Array): Promise<Reading> {
  return await readMessage(bytes, { depth: 0, left: { messages: maxMessages } });
}

async function readMessage(
  bytes: Uint8Array,
  { depth, left }: { depth: number; left: { messages: number } },
): Promise<Reading> {
  left.messages -= 1;
  const email = await parse(bytes);
  const messages = email.attachments.filter(isMessage);
  const attached: Reading[] = [];
  for (const { content } of messages) {
    if (depth + 1 >= maxDepth || left.messages <= 0) break;
    const inner = readMessage(asBytes(content), { depth: depth + 1, left });
    attached.push(...(await inner.then((one) => [one]).catch(noneIfRefused)));
  }
  // Who wrote a message and what is attached to it must not be lost for HTML that can't be read.
  const body =
    unlessRefused(() => readMailBody(email.text ?? "", email.html ?? "")) ?? bodyWithoutHtml(await plainPartsOf(bytes));
  const isWordless = body.text.trim() === "";
  const subject = email.subject ?? "";
  const calendar = email.attachments
    .filter(({ mimeType }) => mimeType === "text/calendar")
    .map((part) => calendarIn(part, subject))
    .find((one) => one !== undefined && (isWordless || (one.isInvitation && one.lines.length > 0)));
  return writeMail({
    subject,
    from: mailboxes(email.from ? [email.from] : [])[0] ?? { name: "", address: "" },
    to: addresses(email.to),
    cc: addresses(email.cc),
    date: email.headers.find(({ key }) => key === "date")?.value ?? "",
    appointment: isWordless ? [] : (calendar?.lines ?? []),
    body: isWordless && calendar ? readCalendar(calendar.source) : body,
    attachments: email.attachments
      .filter((one) => !isMessage(one) && !one.related && one !== calendar?.part)
      .map(({ filename, mimeType }) => filename ?? mimeType),
    attached,
    hasMoreAttached: attached.length < messages.length,
    // Word writes those of a document into the HTML of a web archive.
    labels: joinLabels([
      labelsOfMail(
        email.headers.filter(({ key }) => key === labelsHeader).map(({ value }) => value),
        email.headers.some(({ key }) => key === "received"),
      ),
      labelsInText(email.html ?? ""),
    ]),
  });
}

function noneIfRefused(error: unknown): [] {
  if (error instanceof DocumentRefusal) return [];
  throw error;
}

/**
 * The text of its parts of plain text alone. Into the text of a message with parts of both kinds postal-mime writes
 * that of HTML too, with what is hidden there; so HTML is given another name, and the text is taken where none is left.
 */
async function plainPartsOf(bytes: Uint8Array): Promise<string> {
  const renamed = Buffer.from(bytes)
    .toString("latin1")
    .replace(/text\/html/gi, "text/none");
  const { text = "", html } = await parse(Buffer.from(renamed, "latin1"));
  return html === undefined ? text : "";
}

async function parse(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      maxNestingDepth: 50,
      maxHeadersSize: 1_000_000,
    });
  } catch {
    throw new DocumentRefusal("damagedMessage");
  }
}

function isMessage({ mimeType }: Attachment): boolean {
  return mimeType === "message/rfc822" || mimeType === "message/global";
}

function asBytes(content: Attachment["content"]): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
}

const mailboxes = (list: readonly Address[]) => list.flatMap((one) => one.group ?? [one]);

const addresses = (list: readonly Address[] = []) => writeAddresses(mailboxes(list), (mailbox) => mailbox);

/** A series with as many exceptions is not sent at once. */
const maxEntries = 20;
const maxExceptions = 50;

/**
 * What a message says for calendars, with a line for the time, place and organizer of each event, its title where the
 * subject doesn't name it, and whether it was cancelled. No lines where no event has a time. An invitation, which mail
 * programs show above its text, asks for something (RFC 5546, RFC 6047); a calendar without that, or an attached one
 * that is only published, is a file. Undefined where it is longer than an invitation, has no events, or more than
 * people send with a message.
 */
function calendarIn(part: Attachment, subject: string) {
  const bytes = asBytes(part.content);
  if (bytes.length > maxInvitationBytes) return undefined;
  const source = new TextDecoder().decode(bytes);
  const { entries, common, zones } = calendarParts(vobjectProperties(source).map(readProperty));
  if (entries.length === 0 || entries.length > maxEntries) return undefined;
  const own = firstOf(common, "METHOD")?.value.trim().toUpperCase() ?? "";
  const method = own || (part.method ?? "");
  const isInvitation = method !== "" && (method !== "PUBLISH" || part.disposition !== "attachment");
  const isCancelled = own === "CANCEL";
  const hasTime = entries.some((entry) => firstOf(entry, "DTSTART") !== undefined);
  if (!hasTime && !isCancelled) return { part, source, isInvitation, lines: [] };
  const lines = entries.flatMap((entry) => {
    const [occurrence, rule] = [firstOf(entry, "RECURRENCE-ID"), firstOf(entry, "RRULE")];
    const title = (firstOf(entry, "SUMMARY")?.value ?? "").replace(/\s+/g, " ").trim();
    const isNamed = subject.replace(/\s+/g, " ").toLowerCase().includes(title.toLowerCase());
    return [
      ...(isNamed ? [] : [`Title: ${title}`]),
      ...(occurrence === undefined ? [] : [`Occurrence: ${timeText(occurrence, zones)}`]),
      ...entryLines(entry, zones),
      ...(rule === undefined ? [] : [`Repeats: ${rule.value.trim()}`]),
      ...exceptionLine(entry, zones),
    ];
  });
  return { part, source, isInvitation, lines: [...(isCancelled ? ["Cancelled"] : []), ...lines] };
}

/** The times of a repeated event on which it isn't held, at most 50. */
function exceptionLine(entry: readonly Property[], zones: ZoneOffsets): string[] {
  const times = entry
    .filter(({ name }) => name === "EXDATE")
    .flatMap((property) => property.value.split(",").map((value) => timeText({ ...property, value }, zones)));
  return times.length === 0 ? [] : [`Except: ${firstListed(times, maxExceptions, String).join("; ")}`];
}
