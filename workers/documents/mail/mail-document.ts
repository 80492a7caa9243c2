import { withGaps } from "#workers/documents/gaps.ts";
import { type FoundLabels, joinLabels } from "#workers/documents/labels/labels.ts";
import { cleanDocumentText, type Reading, writerOf } from "#workers/text/reading.ts";

/** A message that was saved as a file. */
export interface MailDocument {
  subject: string;
  /** Empty strings where the message does not say. */
  from: { name: string; address: string };
  to: string;
  cc: string;
  /** As the sender's program wrote it. */
  date: string;
  /** Lines about the time and place of an appointment that the message is. */
  appointment?: readonly string[];
  body: Reading;
  /** The names of attachments that are not read. At most 200 are given. */
  attachments: readonly string[];
  /** Attached messages, already read. */
  attached: readonly Reading[];
  hasMoreAttached: boolean;
  /** Of the message itself. */
  labels: FoundLabels;
}

/** Of addresses and of attachments in one list. */
const maxListed = 200;

/**
 * A saved message as text: subject, sender, recipients, date and appointment, names of attachments, body, attached
 * messages.
 * `writtenBy` is the sender of the message itself, never of an attached one.
 */
export function writeMail(mail: MailDocument): Reading {
  const people = [mail.to, mail.cc === "" ? "" : `cc ${mail.cc}`].filter((list) => list !== "").join("; ");
  const from = writeAddress(mail.from.name, mail.from.address);
  const headers = [
    people === "" ? from : `${from} → ${people}`,
    mail.date,
    ...(mail.appointment ?? []),
    mail.attachments.length === 0 ? "" : `Attachments: ${attachmentNames(mail.attachments)}`,
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
  const gaps = [mail.body, ...mail.attached].flatMap((reading) => reading.gaps ?? []);
  return withGaps<Reading>(whole, [
    mail.attachments.length > 0 ? { kind: "inside", count: mail.attachments.length } : undefined,
    ...gaps,
    mail.hasMoreAttached ? { kind: "attachedMessages" } : undefined,
  ]);
}

/** `Ada Lovelace <ada@contoso.com>`. */
export function writeAddress(name: string, address: string): string {
  if (name === "" || name === address) return address;
  return address === "" ? name : `${name} <${address}>`;
}

/** The addresses of the first 200, in one line, and how many more there are. Of the others none is read. */
export function writeAddresses<Item>(
  all: readonly Item[],
  read: (item: Item) => { name: string; address: string },
): string {
  const write = (item: Item) => {
    const { name, address } = read(item);
    return writeAddress(name, address);
  };
  return firstListed(all, maxListed, write).join(", ");
}

function attachmentNames(names: readonly string[]): string {
  return firstListed(names, maxListed, (name) => (name.trim() === "" ? "(without a name)" : name)).join("; ");
}

/** The first of a list, and how many more there are. */
export function firstListed<Item>(all: readonly Item[], most: number, write: (item: Item) => string): string[] {
  const more = all.length - most;
  return [...all.slice(0, most).map(write), ...(more > 0 ? [`and ${more} more`] : [])];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
