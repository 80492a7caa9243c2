import { createHash } from "node:crypto";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { html, p } from "./compose.ts";
import type { Mailbox } from "./mailbox.ts";

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
    html: html(p(`Dear ${user.displayName}, your new salary is attached. Reference ${body}.`)),
    receivedDateTime: new Date(nowMs - 100 * 60 * 60 * 1000).toISOString(),
    isRead: true,
    attachments: [{ name: "salary.txt", contentType: "text/plain", text: `Reference ${attachment}\n` }],
  });
}
