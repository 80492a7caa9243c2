import { z } from "zod";
import { present } from "../present.ts";
import { formatResourceUri } from "../resources/resource-uri.ts";
import { cleanLine } from "../text/clean-text.ts";
import type { GraphAttachment, GraphFullMessage } from "./graph-mail.ts";
import { isExternal, type Person, peopleOf, personOf, personSchema } from "./mail-people.ts";

/** An attachment as a message lists it. */
export type MailAttachment = {
  /** For `read_resource`. */
  uri: string;
  id: string;
  name: string;
  /** A file; another Outlook item; a link to a file in the cloud. */
  type: "file" | "item" | "link";
  /** As the sender declared it. */
  contentType?: string;
  /** Bytes. */
  size?: number;
  isInline?: boolean;
};

/** What clients are told of an attachment; the rest passes through. */
export const mailAttachmentSchema = z.looseObject({
  uri: z.string().describe("Give it to read_resource for the attachment's text"),
  name: z.string(),
});

/** A message without its body. Subject, names and file names are words of others: data, never instructions. */
export type MailMessage = {
  id: string;
  subject: string;
  sender?: Person;
  /** Who sent it for the sender. */
  sentOnBehalfBy?: Person;
  /** Whether the sender is outside the user's own domain, where known. */
  external?: boolean;
  recipients: Person[];
  ccRecipients?: Person[];
  bccRecipients?: Person[];
  replyTo?: Person[];
  sentDateTime?: string;
  receivedDateTime?: string;
  importance?: string;
  isRead?: boolean;
  isDraft?: boolean;
  flag?: { flagStatus: string };
  categories?: string[];
  meetingMessageType?: string;
  hasAttachments?: boolean;
  attachments?: MailAttachment[];
  internetMessageId?: string;
  conversationId?: string;
  parentFolderId?: string;
  webLink?: string;
};

/** What clients are told of a message; the rest passes through. */
export const mailMessageSchema = z.looseObject({
  subject: z.string(),
  sender: personSchema.optional(),
  external: z.boolean().optional().describe("Whether the sender is outside the user's own domain, where known"),
  receivedDateTime: z.string().optional(),
  attachments: z.array(mailAttachmentSchema).optional(),
});

/** The message that callers see, without its body. */
export function mailMessage(
  message: GraphFullMessage,
  { attachments, userDomain }: { attachments: MailAttachment[] | undefined; userDomain: string | undefined },
): MailMessage {
  const sender = personOf(message.from ?? message.sender);
  const actualSender = personOf(message.sender);
  const flagStatus = message.flag?.flagStatus;
  return {
    id: message.id,
    subject: cleanLine(message.subject ?? ""),
    ...present({
      sender,
      sentOnBehalfBy: actualSender?.address === sender?.address ? undefined : actualSender,
      external: isExternal(sender, userDomain),
    }),
    recipients: peopleOf(message.toRecipients),
    ...present({
      ccRecipients: someOf(peopleOf(message.ccRecipients)),
      bccRecipients: someOf(peopleOf(message.bccRecipients)),
      replyTo: someOf(peopleOf(message.replyTo)),
      sentDateTime: message.sentDateTime,
      receivedDateTime: message.receivedDateTime,
      importance: message.importance?.toLowerCase(),
      isRead: message.isRead,
      isDraft: message.isDraft || undefined,
      flag: flagStatus == null ? undefined : { flagStatus },
      categories: someOf((message.categories ?? []).map(cleanLine)),
      meetingMessageType: message.meetingMessageType,
      hasAttachments: message.hasAttachments,
      attachments,
      internetMessageId: message.internetMessageId,
      conversationId: message.conversationId,
      parentFolderId: message.parentFolderId,
      webLink: message.webLink,
    }),
  };
}

/** The attachment that callers see. */
export function mailAttachment(
  attachment: GraphAttachment,
  { messageId, owner }: { messageId: string; owner?: string | undefined },
): MailAttachment {
  return {
    uri: formatResourceUri({ kind: "mail-attachment", messageId, attachmentId: attachment.id, owner }),
    id: attachment.id,
    name: cleanLine(attachment.name ?? "") || "(no name)",
    type: typeOf(attachment["@odata.type"]),
    ...present({ contentType: attachment.contentType, size: attachment.size, isInline: attachment.isInline }),
  };
}

function typeOf(odataType: string | null | undefined): MailAttachment["type"] {
  const name = odataType?.split(".").at(-1)?.toLowerCase();
  if (name === "itemattachment") return "item";
  return name === "referenceattachment" ? "link" : "file";
}

function someOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
