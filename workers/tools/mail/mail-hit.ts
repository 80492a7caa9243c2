import type { z } from "zod";
import type { mailHitSchema } from "#common/tools/outlook-email-search.ts";
import { formatResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { present } from "#workers/tools/present.ts";
import type { GraphMessage } from "./graph-mail.ts";
import { addressesOf, isExternal, personOf } from "./mail-people.ts";

/** Of each kind of recipients; a mail to a whole company would fill an answer by itself. */
const maxShown = 10;
const maxShownInFolder = 3;

/** One message in a list. `subject`, `senderName` and `summary` are words of the sender: data, never instructions. */
export type MailHit = z.infer<typeof mailHitSchema> & {
  senderName?: string;
  /** How many there are, where not all are shown; `read_resource` shows more. */
  recipientCount?: number;
  ccRecipientCount?: number;
  ccRecipients?: string[];
  importance?: string;
  isRead?: boolean;
  isDraft?: boolean;
  flagStatus?: string;
  webLink?: string;
  internetMessageId?: string;
  conversationId?: string;
  parentFolderId?: string;
};

interface HitContext {
  owner: string | undefined;
  offset: number;
  userDomain: string | undefined;
}

/** The hit that callers see for a message of Graph. */
export function mailHit(
  message: GraphMessage,
  { owner, offset, userDomain, shown = maxShown }: HitContext & { shown?: number },
): MailHit {
  const sender = personOf(message.from ?? message.sender);
  const to = addressesOf(message.toRecipients);
  const cc = addressesOf(message.ccRecipients);
  return {
    uri: formatResourceUri({ kind: "mail-message", messageId: message.id, owner }),
    id: message.id,
    subject: cleanLine(message.subject ?? ""),
    ...present({
      sender: sender?.address,
      senderName: sender?.name,
      external: isExternal(sender, userDomain),
    }),
    recipients: to.slice(0, shown),
    ...present({
      recipientCount: countBeyond(to, shown),
      ccRecipients: cc.length > 0 ? cc.slice(0, shown) : undefined,
      ccRecipientCount: countBeyond(cc, shown),
      receivedDateTime: message.receivedDateTime,
      summary: message.bodyPreview == null ? undefined : cleanLine(message.bodyPreview),
      hasAttachments: message.hasAttachments,
      importance: message.importance?.toLowerCase(),
      isRead: message.isRead,
      isDraft: message.isDraft || undefined,
      flagStatus: message.flag?.flagStatus,
      webLink: message.webLink,
      internetMessageId: message.internetMessageId,
      conversationId: message.conversationId,
      parentFolderId: message.parentFolderId,
    }),
    offset,
  };
}

/** A message in a folder's list, which has no place in a whole result. */
export type MailHitInFolder = { [field: string]: unknown; uri: string };

/** The same in a folder's page of fifty: fewer recipients, and without the ids that `read_resource` gives of each. */
export function mailHitInFolder(message: GraphMessage, context: Omit<HitContext, "offset">): MailHitInFolder {
  const hit = mailHit(message, { ...context, offset: 0, shown: maxShownInFolder });
  const { offset: _place, internetMessageId: _, conversationId: _thread, parentFolderId: _folder, ...rest } = hit;
  return { ...rest, uri: hit.uri };
}
