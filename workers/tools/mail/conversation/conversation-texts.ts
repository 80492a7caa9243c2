import { DeniedByLabel, requireAllowedLabels } from "#workers/documents/labels/labels.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { answerLimits, sizeOf, textWindow } from "#workers/text/text-window.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import {
  firstAddresses,
  type GraphConversationMessage,
  labelsOfMessage,
  personOf,
} from "#workers/tools/mail/graph-mail.ts";
import { mailAttachment } from "#workers/tools/mail/mail-content.ts";
import { isWithoutText } from "#workers/tools/optional-request.ts";
import { isExternal } from "#workers/tools/person.ts";
import { extractBody } from "#workers/tools/resources/resource-text.ts";
import { countIfCut, nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type KnownText, knownText, withoutKnownQuotes } from "./cut-quotes.ts";

/** Size of the whole list. The rest of an answer is for what is beside it. */
const listSize = answerLimits.readBytes - 6_000;
/** Size of one text, so that a long one doesn't take the place of all others. Its uri gives the whole. */
const textSize = 10_000;

interface Listing {
  /** Messages before these, which they can quote. */
  before: readonly GraphConversationMessage[];
  messages: readonly GraphConversationMessage[];
  /** Whether their texts may be read. */
  withTexts: boolean;
  entryOf(message: GraphConversationMessage): ConversationEntry;
}

/**
 * The first of these messages, as many as an answer has room for and one at least, each with what it adds to those
 * before it. A message that is in the mailbox twice, as sent and as received, is listed once. `read` are the messages
 * that this took. One text after the other, because all callers share text extraction.
 */
export async function conversationTexts(
  { before, messages, withTexts, entryOf }: Listing,
  context: Pick<ToolContext, "extractText" | "deniedLabels">,
): Promise<{ entries: ConversationEntry[]; read: GraphConversationMessage[] }> {
  const takeTurn = createTextTurns();
  const earlier: KnownText[] = [];
  const copies = new Map<string, string>();
  const entries: ConversationEntry[] = [];
  const read: GraphConversationMessage[] = [];
  let size = 0;

  /** Reads a message, and tells whether it is a copy of one before it. */
  async function readBody(message: GraphConversationMessage) {
    const body = await bodyOf(message, context);
    await takeTurn(body.text.length);
    const known = knownText(body.text);
    const key = copyKey(message);
    const isCopy = key !== undefined && known.isWhole && isSameText(known.packed, copies.get(key));
    if (key !== undefined && known.isWhole) copies.set(key, known.packed);
    return { ...body, known, isCopy };
  }

  for (const message of before) earlier.push((await readBody(message)).known);
  for (const message of messages) {
    const { text, quotesFrom, isWhole, known, isCopy } = await readBody(message);
    if (!isCopy) {
      const added = withoutKnownQuotes({ text, quotesFrom }, earlier);
      const { text: shown, next } = textWindow(added, 0, { room: textSize });
      const isCut = withTexts && (!isWhole || next !== undefined);
      const entry: ConversationEntry = {
        ...entryOf(message),
        ...(shown !== "" && { text: next === undefined ? shown : `${shown.trimEnd()} …` }),
        ...(isCut && { isCut: true as const }),
      };
      size += sizeOf(JSON.stringify(entry));
      if (size > listSize && entries.length > 0) return { entries, read };
      entries.push(entry);
      earlier.push(known);
    }
    read.push(message);
  }
  return { entries, read };
}

/** The same for the copies of a message that were sent and received. */
function copyKey({ internetMessageId, subject, from, sender }: GraphConversationMessage): string | undefined {
  if (!internetMessageId) return undefined;
  return [internetMessageId, personOf(from ?? sender)?.address?.toLowerCase(), subject].join("\n");
}

/**
 * Whether both copies say the same, but for what a mail system adds above or below. Whoever sends two mails can give
 * them one id and subject, and the second one must not be hidden.
 */
function isSameText(packed: string, other: string | undefined): boolean {
  if (other === undefined || (packed === "") !== (other === "")) return false;
  const [short, long] = packed.length < other.length ? [packed, other] : [other, packed];
  return long.startsWith(short) || long.endsWith(short);
}

/** The text of a message. Empty if it can't be extracted, so that the other messages are still read. */
async function bodyOf(message: GraphConversationMessage, context: Pick<ToolContext, "extractText" | "deniedLabels">) {
  const { body } = message;
  if (!body?.content?.trim()) return { text: "", isWhole: body?.content !== undefined };
  try {
    requireAllowedLabels(labelsOfMessage(message), context.deniedLabels);
    const { text, isWhole } = await extractBody(body, context, { findQuotes: true });
    return { text: text.text, quotesFrom: text.quotesFrom, isWhole };
  } catch (error) {
    // What says why is the answer to its own uri.
    if (!isWithoutText(error) && !(error instanceof DeniedByLabel)) throw error;
    return { text: "", isWhole: false };
  }
}

/** People, and attachments, of each kind in each message. `read_resource` of its uri lists more. */
const maxPeople = 10;
const maxAttachments = 10;

interface ConversationPlace {
  owner: string | undefined;
  folderId: string | undefined;
  userDomain: string | undefined;
  clock: Pick<PersonClock, "local">;
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
  return withoutEmpty({
    uri: formatResourceUri({ kind: "mail-message", messageId: message.id, owner, folderId }),
    subject: isSameSubject(subject, place.subject) ? undefined : subject,
    sender,
    external: isExternal(sender, userDomain) || undefined,
    recipients: to.addresses,
    recipientCount: to.count,
    ccRecipients: nonEmptyList(cc.addresses),
    ccRecipientCount: cc.count,
    receivedDateTime: clock.local(message.receivedDateTime),
    isDraft: message.isDraft || undefined,
    isDeleted: deletedItems !== undefined && message.parentFolderId === deletedItems ? true : undefined,
    attachments: nonEmptyList((files ?? []).slice(0, maxAttachments).map(({ uri, name }) => ({ uri, name }))),
    attachmentCount: countIfCut(files ?? [], maxAttachments),
    hasAttachments: files === undefined && message.hasAttachments ? true : undefined,
  });
}

function isSameSubject(one: string, other: string): boolean {
  const [first, second] = [one, other].map((subject) => subject.toLowerCase().replace(/^re\s?[:：]\s?/, ""));
  return first === second;
}
