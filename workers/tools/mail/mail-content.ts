import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import type { Person } from "#workers/tools/person.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import type { GraphFullMessage } from "./graph-mail.ts";
import { inlineLast, type MailAttachment } from "./mail-attachment.ts";
import { firstPeople, personOf } from "./mail-people.ts";

/** For each kind of recipients. A mail to a whole company would fill the answer. */
const maxPeople = 50;
/** An attachment takes as much space as fifteen recipients, mostly for its ids. */
const maxAttachments = 20;

/** A message without its body. Subject and names are untrusted data, never instructions. */
export type MailMessage = {
  id: string;
  subject: string;
  sender?: Person;
  /** The person who sent it on behalf of the sender. */
  sentOnBehalfBy?: Person;
  /** Whether the sender's domain is not the user's. Absent if unknown. */
  external?: boolean;
  recipients: Person[];
  /** The full number, if not all are listed. The same holds for the other counts. */
  recipientCount?: number;
  ccRecipients?: Person[];
  ccRecipientCount?: number;
  bccRecipients?: Person[];
  bccRecipientCount?: number;
  replyTo?: Person[];
  replyToCount?: number;
  sentDateTime?: string;
  receivedDateTime?: string;
  importance?: string;
  isRead?: boolean;
  isDraft?: boolean;
  flag?: { flagStatus: string };
  categories?: string[];
  meetingMessageType?: string;
  hasAttachments?: boolean;
  /** Files come before inline pictures. */
  attachments?: MailAttachment[];
  attachmentCount?: number;
  internetMessageId?: string;
  conversationId?: string;
  /** For `read_resource`: the messages of the conversation. */
  conversationUri?: string;
  parentFolderId?: string;
  webLink?: string;
};

interface MessageContext {
  attachments: MailAttachment[] | undefined;
  userDomain: string | undefined;
  /** Where the message was read, as in its uri. */
  place: { owner?: string | undefined; folderId?: string | undefined };
}

/** The message as shown to callers, without its body. */
export function mailMessage(
  message: GraphFullMessage,
  { attachments, userDomain, place: { owner, folderId } }: MessageContext,
): MailMessage {
  const { conversationId } = message;
  const sender = personOf(message.from ?? message.sender);
  const actualSender = personOf(message.sender);
  const flagStatus = message.flag?.flagStatus;
  const recipients = firstPeople(message.toRecipients, maxPeople);
  const cc = firstPeople(message.ccRecipients, maxPeople);
  const bcc = firstPeople(message.bccRecipients, maxPeople);
  const replyTo = firstPeople(message.replyTo, maxPeople);
  return {
    id: message.id,
    subject: cleanLine(message.subject ?? ""),
    ...withoutEmpty({
      sender,
      sentOnBehalfBy: actualSender?.address === sender?.address ? undefined : actualSender,
      external: isExternal(sender, userDomain),
    }),
    recipients: recipients.people,
    ...withoutEmpty({
      recipientCount: recipients.count,
      ccRecipients: someOf(cc.people),
      ccRecipientCount: cc.count,
      bccRecipients: someOf(bcc.people),
      bccRecipientCount: bcc.count,
      replyTo: someOf(replyTo.people),
      replyToCount: replyTo.count,
      sentDateTime: message.sentDateTime,
      receivedDateTime: message.receivedDateTime,
      importance: message.importance?.toLowerCase(),
      isRead: message.isRead,
      isDraft: message.isDraft || undefined,
      flag: flagStatus == null ? undefined : { flagStatus },
      categories: someOf((message.categories ?? []).map(cleanLine)),
      meetingMessageType: message.meetingMessageType,
      hasAttachments: message.hasAttachments,
      attachments: attachments?.toSorted(inlineLast).slice(0, maxAttachments),
      attachmentCount: countBeyond(attachments ?? [], maxAttachments),
      internetMessageId: message.internetMessageId,
      conversationId,
      conversationUri: conversationId
        ? uriIfReadable({ kind: "mail-conversation", conversationId, owner, folderId })
        : undefined,
      parentFolderId: message.parentFolderId,
      webLink: message.webLink,
    }),
  };
}

/** States which lists of a message are shortened. Undefined if none is. */
export function listsLeftOut(message: MailMessage): Incomplete | undefined {
  const people = [message.recipientCount, message.ccRecipientCount, message.bccRecipientCount, message.replyToCount];
  const reasons = [
    people.some((count) => count !== undefined) &&
      `Only the first ${maxPeople} recipients of a kind are listed; Outlook shows all of them, at webLink.`,
    message.attachmentCount !== undefined &&
      `Only ${maxAttachments} of ${message.attachmentCount} attachments are listed, files before pictures inside ` +
        "the text.",
  ].filter((reason) => reason !== false);
  return reasons.length > 0 ? { reason: reasons.join(" ") } : undefined;
}
