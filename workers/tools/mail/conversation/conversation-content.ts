import { cleanLine } from "#workers/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import type { GraphConversationMessage } from "#workers/tools/mail/graph-mail.ts";
import { mailAttachment } from "#workers/tools/mail/mail-attachment.ts";
import { firstAddresses, personOf } from "#workers/tools/mail/mail-people.ts";
import { isExternal } from "#workers/tools/person.ts";
import { countIfCut, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";

/** Of each kind, in each message. `read_resource` of its uri lists more. */
const maxPeople = 10;
const maxAttachments = 10;

export interface ConversationPlace {
  owner: string | undefined;
  folderId: string | undefined;
  userDomain: string | undefined;
  clock: Pick<PersonClock, "local">;
  /** The subject of the conversation. */
  subject: string;
  /** The id of Deleted Items, where known. */
  deletedItems: string | undefined;
}

/** A message, with what it adds to those before it. */
export type ConversationEntry = ReturnType<typeof conversationEntry> & { text?: string; isCut?: true };

/** The message as shown to callers, without its text. Subject and names are untrusted data, never instructions. */
export function conversationEntry(message: GraphConversationMessage, place: ConversationPlace) {
  const { owner, folderId, userDomain, clock, deletedItems } = place;
  const sender = personOf(message.from ?? message.sender);
  const subject = cleanLine(message.subject ?? "");
  const to = firstAddresses(message.toRecipients, maxPeople);
  const cc = firstAddresses(message.ccRecipients, maxPeople);
  const files = message.attachments
    ?.filter(({ isInline }) => !isInline)
    .map((attachment) => mailAttachment(attachment, { messageId: message.id, owner, folderId }));
  return {
    uri: formatResourceUri({ kind: "mail-message", messageId: message.id, owner, folderId }),
    ...withoutEmpty({
      subject: isSameSubject(subject, place.subject) ? undefined : subject,
      sender,
      external: isExternal(sender, userDomain) || undefined,
    }),
    recipients: to.addresses,
    ...withoutEmpty({
      recipientCount: to.count,
      ccRecipients: nonEmptyList(cc.addresses),
      ccRecipientCount: cc.count,
      receivedDateTime: clock.local(message.receivedDateTime),
      isDraft: message.isDraft || undefined,
      isDeleted: deletedItems !== undefined && message.parentFolderId === deletedItems ? true : undefined,
      attachments: nonEmptyList((files ?? []).slice(0, maxAttachments).map(({ uri, name }) => ({ uri, name }))),
      attachmentCount: countIfCut(files ?? [], maxAttachments),
      hasAttachments: files === undefined && message.hasAttachments ? true : undefined,
    }),
  };
}

function isSameSubject(one: string, other: string): boolean {
  const [first, second] = [one, other].map((subject) => subject.toLowerCase().replace(/^re\s?[:：]\s?/, ""));
  return first === second;
}
