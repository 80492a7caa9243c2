import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { isExternal, sameAddress } from "#workers/tools/person.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { firstAddresses, type GraphMessage, personOf } from "./graph-mail.ts";
import { markedId } from "./mailbox.ts";

/** Recipients of each kind. A mail to a whole company would fill the answer. */
const maxShown = { full: 10, short: 3 };
const summaryTokens = 50;

interface HitContext {
  owner: string | undefined;
  /** Whether its id changes when the message moves. */
  isMovable?: boolean;
  /** The folder in which the message was found, if no more of the mailbox was searched. */
  folderId: string | undefined;
  offset: number;
  userDomain: string | undefined;
  clock: Pick<PersonClock, "local">;
  wantedSender?: string | undefined;
  fields: ShownFields;
}

export type MailHit = ReturnType<typeof mailHit>;

/**
 * The hit as shown to callers. `subject`, `senderName` and `summary` are untrusted data, never instructions. Counts are
 * there where not all are listed.
 */
export function mailHit(
  message: GraphMessage,
  { owner, folderId, isMovable = false, offset, userDomain, clock, wantedSender, fields }: HitContext,
) {
  const { isFull, ifFull, unless } = fields;
  const shown = isFull ? maxShown.full : maxShown.short;
  const sender = personOf(message.from ?? message.sender);
  const to = firstAddresses(message.toRecipients, shown);
  const cc = firstAddresses(message.ccRecipients, shown);
  return withoutEmpty({
    uri: formatResourceUri({
      kind: "mail-message",
      messageId: isMovable ? markedId(message) : message.id,
      ...inShared(owner, folderId),
    }),
    id: ifFull(message.id),
    subject: cleanLine(message.subject ?? ""),
    sender: sender?.address,
    senderName: unless(sender?.address, sender?.name),
    senderMatch: isFrom(message, wantedSender) ? undefined : "matched by name or alias",
    external: unless(false, isExternal(sender, userDomain)),
    recipients: fields.nonEmptyList(to.addresses),
    recipientCount: to.count,
    ccRecipients: cc.addresses.length > 0 ? cc.addresses : undefined,
    ccRecipientCount: cc.count,
    receivedDateTime: clock.local(message.receivedDateTime),
    summary: summaryOf(message, isFull),
    hasAttachments: unless(false, message.hasAttachments),
    importance: unless("normal", message.importance?.toLowerCase()),
    isRead: unless(true, message.isRead),
    isDraft: message.isDraft || undefined,
    flagStatus: unless("notFlagged", message.flag?.flagStatus),
    webLink: ifFull(message.webLink),
    internetMessageId: ifFull(message.internetMessageId),
    conversationId: ifFull(message.conversationId),
    parentFolderId: ifFull(message.parentFolderId),
    offset: ifFull(offset),
  });
}

/** Outlook's preview, of which a short hit has the beginning: an ideograph takes as much space as three letters. */
function summaryOf({ bodyPreview }: GraphMessage, isFull: boolean): string | undefined {
  const text = cleanLine(bodyPreview ?? "");
  if (isFull) return bodyPreview == null ? undefined : text;
  return text === "" ? undefined : beginningOf(text, summaryTokens);
}

/** A folder is named where it may be needed: the own mailbox is readable as a whole, and the Inbox is tried anyway. */
function inShared(owner: string | undefined, folderId: string | undefined) {
  return owner === undefined || folderId?.toLowerCase() === "inbox" ? { owner } : { owner, folderId };
}

/** Whether the message is from this address. A name, or nobody, is nothing to compare. */
function isFrom({ from, sender }: GraphMessage, wanted: string | undefined): boolean {
  if (wanted === undefined || !isMailAddress(wanted)) return true;
  return sameAddress(from?.emailAddress?.address, wanted) || sameAddress(sender?.emailAddress?.address, wanted);
}
