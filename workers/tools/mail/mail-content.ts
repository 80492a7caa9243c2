import { cleanLine } from "#workers/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { isExternal, type Person } from "#workers/tools/person.ts";
import { countIfCut, nonEmptyList, shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { briefPerson, firstPeople, type GraphAttachment, type GraphFullMessage, personOf } from "./graph-mail.ts";

/** Recipients of each kind. A mail to a whole company would fill the answer. */
const maxPeople = 50;
/** An attachment takes as much space as fifteen recipients, mostly for its ids. */
const maxAttachments = 20;

interface MessageContext {
  attachments: MailAttachment[] | undefined;
  userDomain: string | undefined;
  clock: Pick<PersonClock, "local">;
}

/**
 * The message as shown to callers, without its body. Subject and names are untrusted data, never instructions. What is
 * as usual is left out: a mail is of usual importance, read, sent, from inside, and has no flag. Counts are there where
 * not all are listed.
 */
export function mailMessage(message: GraphFullMessage, { attachments, userDomain, clock }: MessageContext) {
  const sender = personOf(message.from ?? message.sender);
  const actualSender = personOf(message.sender);
  const flagStatus = message.flag?.flagStatus;
  const recipients = firstPeople(message.toRecipients, maxPeople);
  const cc = firstPeople(message.ccRecipients, maxPeople);
  const bcc = firstPeople(message.bccRecipients, maxPeople);
  const replyTo = firstPeople(message.replyTo, maxPeople);
  const { unless } = shownFields(undefined);
  const [sent, received] = [message.sentDateTime, message.receivedDateTime].map((time) => clock.local(time));
  return withoutEmpty({
    subject: cleanLine(message.subject ?? ""),
    ...senderFields(sender),
    sentOnBehalfBy:
      actualSender === undefined || actualSender.address === sender?.address ? undefined : briefPerson(actualSender),
    external: isExternal(sender, userDomain) || undefined,
    recipients: recipients.people.map(briefPerson),
    recipientCount: recipients.count,
    ccRecipients: nonEmptyList(cc.people.map(briefPerson)),
    ccRecipientCount: cc.count,
    bccRecipients: nonEmptyList(bcc.people.map(briefPerson)),
    bccRecipientCount: bcc.count,
    replyTo: nonEmptyList(replyTo.people.map(briefPerson)),
    replyToCount: replyTo.count,
    receivedDateTime: received,
    sentDateTime: minuteOf(sent) === minuteOf(received) ? undefined : sent,
    importance: unless("normal", message.importance?.toLowerCase()),
    isRead: unless(true, message.isRead ?? true),
    isDraft: message.isDraft || undefined,
    flag: flagStatus == null || flagStatus === "notFlagged" ? undefined : { flagStatus },
    categories: nonEmptyList((message.categories ?? []).map(cleanLine)),
    meetingMessageType: message.meetingMessageType,
    hasAttachments: attachments === undefined && message.hasAttachments ? true : undefined,
    attachments: nonEmptyList((attachments ?? []).toSorted(inlineLast).slice(0, maxAttachments).map(listed)),
    attachmentCount: countIfCut(attachments ?? [], maxAttachments),
    webLink: message.webLink,
  });
}

function senderFields(person: Person | undefined) {
  const brief = person && briefPerson(person);
  return typeof brief === "object" ? { sender: brief.address, senderName: brief.name } : { sender: brief };
}

const minuteOf = (time: string | undefined) => time?.slice(0, "2026-01-31T09:00".length);

/** Nothing that the uri or the name says too. */
function listed({ uri, name, type, contentType, size, isInline }: MailAttachment) {
  return withoutEmpty({
    uri,
    name,
    type: type === "file" ? undefined : type,
    contentType: /\.\w{1,5}$/.test(name) ? undefined : contentType,
    size,
    isInline: isInline || undefined,
  });
}

/** States which lists of a message are shortened. */
export function listsLeftOut(message: ReturnType<typeof mailMessage>): Gap[] {
  const people = [message.recipientCount, message.ccRecipientCount, message.bccRecipientCount, message.replyToCount];
  return [
    people.some((count) => count !== undefined) &&
      `Only the first ${maxPeople} recipients of a kind are listed; Outlook shows all of them, at webLink.`,
    message.attachmentCount !== undefined &&
      `Only ${maxAttachments} of ${message.attachmentCount} attachments are listed, files before pictures inside ` +
        "the text.",
  ];
}

/** The attachment as shown to callers. */
export function mailAttachment(
  attachment: GraphAttachment,
  { messageId, owner, folderId }: { messageId: string; owner?: string | undefined; folderId?: string | undefined },
) {
  return withoutEmpty({
    uri: formatResourceUri({ kind: "mail-attachment", messageId, attachmentId: attachment.id, owner, folderId }),
    id: attachment.id,
    name: cleanLine(attachment.name ?? "") || "(no name)",
    type: typeOf(attachment["@odata.type"]),
    contentType: attachment.contentType,
    size: attachment.size,
    isInline: attachment.isInline,
  });
}

export type MailAttachment = ReturnType<typeof mailAttachment>;

/** A file, another Outlook item, or a link to a file in the cloud. */
function typeOf(odataType: string | null | undefined) {
  const name = odataType?.split(".").at(-1)?.toLowerCase();
  if (name === "itemattachment") return "item";
  return name === "referenceattachment" ? "link" : "file";
}

function inlineLast(one: MailAttachment, other: MailAttachment): number {
  return Number(one.isInline ?? false) - Number(other.isInline ?? false);
}
