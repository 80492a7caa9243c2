import { createHash } from "node:crypto";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { Address, NewAttachment, NewMessage } from "./mail-types.ts";
import type { Mailbox } from "./mailbox.ts";

/** A mail as the seed writes it: once, for everybody it goes to. */
export interface SeedMail {
  /** An alias of the company, or an outside address. */
  from: string | Address;
  to: readonly (string | Address)[];
  cc?: readonly (string | Address)[];
  subject: string;
  html?: string;
  text?: string;
  hoursAgo: number;
  conversation?: string;
  /** Folder per recipient alias where a rule or a hand filed it; Inbox otherwise. */
  filed?: Record<string, string>;
  /** Recipients who have not read it. */
  unreadBy?: readonly string[];
  importance?: NewMessage["importance"];
  categories?: string[];
  flagged?: boolean;
  attachments?: NewAttachment[];
  meetingRequest?: boolean;
  headers?: NewMessage["headers"];
}

/** A mail to people of the company, by their aliases, or to outside addresses. */
export const mail = (
  hoursAgo: number,
  from: SeedMail["from"],
  to: SeedMail["to"],
  subject: string,
  more: Omit<SeedMail, "hoursAgo" | "from" | "to" | "subject">,
): SeedMail => ({ hoursAgo, from, to, subject, ...more });

export const outside = {
  carlos: { name: "Carlos Restrepo", address: "carlos@finca-elmirador.example" },
  almaz: { name: "Almaz Tesfaye", address: "almaz@yirga-coop.example" },
  anchor: { name: "Blue Anchor Shipping", address: "ops@blue-anchor.example" },
  yamada: { name: "山田 太郎", address: "yamada@kissaten-yamada.example" },
  bank: { name: "Minato Bank", address: "no-reply@minato-bank.example" },
  digest: { name: "Bean Weekly", address: "newsletter@bean-weekly.example" },
  lawyer: { name: "Sakura Legal", address: "contracts@sakura-legal.example" },
  stranger: { name: "Account Team", address: "security@aozora-c0ffee.example" },
  lena: { name: "Lena Vogt", address: "lena.vogt@nordlys-kaffe.example" },
} as const satisfies Record<string, Address>;

const p = (text: string): string =>
  `<div class="elementToProof" style="font-family:Aptos,Calibri,sans-serif;font-size:12pt">${text}</div>`;

const paragraph = (part: string): string => (part.startsWith("<") ? part : p(part));

/** A document as Outlook writes it. What is no HTML is a paragraph. */
export const html = (...body: string[]): string =>
  `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n<style ` +
  `type="text/css">p {margin-top:0;margin-bottom:0}</style>\r\n</head>\r\n<body ` +
  `dir="ltr">\r\n${body.map(paragraph).join("\r\n")}\r\n</body>\r\n</html>\r\n`;

export const table = (rows: readonly (readonly string[])[]): string =>
  `<table border="1" cellpadding="4" style="border-collapse:collapse">${rows
    .map(
      (row, index) => `<tr>${row.map((cell) => (index === 0 ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join("")}</tr>`,
    )
    .join("")}</table>`;

export const signature = (name: string, title: string): string =>
  `<div id="Signature"><p>--<br>${name}<br>${title}<br>Aozora Coffee Trading</p></div>`;

/** The history that Outlook puts under a reply. */
export const quoted = (from: string, sent: string, subject: string, body: string): string =>
  `<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" ` +
  `dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000"><b>From:</b> ` +
  `${from}<br><b>Sent:</b> ${sent}<br><b>Subject:</b> ` +
  `${subject}</font><div>&nbsp;</div></div><blockquote>${paragraph(body)}</blockquote>`;

export const trackingPixel = (id: string): string =>
  `<img src="https://track.mailer.example/open/${id}.gif" width="1" height="1" alt="" style="display:block">`;

/** Text that a reader's eye never sees. */
export const hidden = (text: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;font-size:1px;color:#ffffff">${text}</div>`;

/** A string that stands in one mailbox only: found anywhere else, it proves a leak. */
function canary(user: UserRecord, place: string): string {
  return `canary${createHash("sha256").update(`${user.id}:${place}`).digest("hex").slice(0, 20)}`;
}

/** Private content of the same look for every user, with canaries of their own in subject, body and attachment. */
export function addPrivateMail(user: UserRecord, mailbox: Mailbox, nowMs: number): void {
  const [subject, body, attachment] = ["subject", "body", "attachment"].map((place) => canary(user, place));
  if (subject === undefined || body === undefined || attachment === undefined) return;
  user.canaries.push(subject, body, attachment);
  mailbox.add({
    subject: `Salary review (confidential) ${subject}`,
    from: { name: "People Operations", address: `people@${(user.mail ?? "").split("@")[1]}` },
    html: html(`Dear ${user.displayName}, your new salary is attached. Reference ${body}.`),
    receivedDateTime: new Date(nowMs - 100 * 60 * 60 * 1000).toISOString(),
    isRead: true,
    attachments: [{ name: "salary.txt", contentType: "text/plain", text: `Reference ${attachment}\n` }],
  });
}
