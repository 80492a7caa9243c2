import { cleanDocumentText, type Reading, withReasons } from "#workers/documents/text/reading.ts";
import { writerOf } from "#workers/documents/text/writer.ts";

const notRead = "Some attached messages were not read.";

/** A message that was saved as a file. */
export interface MailDocument {
  subject: string;
  /** Empty strings where it doesn't say. */
  from: { name: string; address: string };
  to: string;
  cc: string;
  /** As its sender wrote it. */
  date: string;
  body: Reading;
  attachments: readonly string[];
  /** Messages that are attached to it, read likewise. */
  attached: readonly Reading[];
  hasMoreAttached: boolean;
}

/**
 * A saved message as text: subject, who wrote to whom and when, body, names of attachments, attached messages. Its writer
 * is that of the message itself, never of one that is attached to it.
 */
export function writeMail(mail: MailDocument): Reading {
  const people = [mail.to, mail.cc === "" ? "" : `cc ${mail.cc}`].filter((list) => list !== "").join("; ");
  const from = writeAddress(mail.from.name, mail.from.address);
  const headers = [
    people === "" ? from : `${from} → ${people}`,
    mail.date,
    mail.attachments.length === 0 ? "" : `Attachments: ${mail.attachments.map(attachmentName).join("; ")}`,
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
  };
  const reasons = [mail.body, ...mail.attached].map(({ incomplete }) => incomplete);
  return withReasons<Reading>(whole, [...reasons, mail.hasMoreAttached ? notRead : undefined]);
}

/** `Ada Lovelace <ada@contoso.com>`. */
export function writeAddress(name: string, address: string): string {
  if (name === "" || name === address) return address;
  return address === "" ? name : `${name} <${address}>`;
}

function attachmentName(name: string): string {
  return name.trim() === "" ? "(without a name)" : name;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
