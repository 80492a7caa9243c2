import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { conversationEntry, conversationTexts } from "#workers/tools/mail/conversation/conversation-texts.ts";
import {
  bodiesAsHtml,
  type GraphConversationMessage,
  graphConversationMessage,
  graphMailFolder,
  graphMessage,
  selectForAttachments,
  selectForConversation,
} from "#workers/tools/mail/graph-mail.ts";
import { timeOf } from "#workers/tools/mail/mail-search-plan.ts";
import { atMessage, atMessages, inGrantedMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { hasCode, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { seenHits } from "#workers/tools/paging/search-cursor.ts";
import { allOf, equals, timeFilters } from "#workers/tools/query/odata.ts";
import type { GraphDoor, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourceOf, ResourcePart, ResourceReader } from "./resource-content.ts";

/** Reads a conversation as one text: its messages, oldest first, each with what it adds to those before it. */
export const readMailConversation: ResourceReader<"mail-conversation"> = (uri, context, part) =>
  inGrantedMailbox(uri.owner, context, (reduced) => readConversation(uri, context, { ...part, reduced }));

/** Reads the conversation of a message: search hits then need no second uri. */
export const readConversationOfMessage: ResourceReader<"mail-message-conversation"> = (uri, context, part) =>
  inGrantedMailbox(uri.owner, context, async (reduced) => {
    const query = { $select: "id,conversationId" };
    const { conversationId } = await atMessage(uri, context.graph, (path) =>
      context.graph.get({ path, query, fromCaller: "id" }, graphMessage),
    );
    if (!conversationId) {
      throw new ToolError("not_found", "Outlook knows no conversation of this message. Read the message by itself.");
    }
    const { owner, folderId } = uri;
    const conversation = { kind: "mail-conversation" as const, conversationId, owner, folderId };
    return await readConversation(conversation, context, { ...part, reduced });
  });

type ConversationPart = ResourcePart & { reduced: string | undefined };

async function readConversation(
  { conversationId, owner, folderId }: ResourceOf<"mail-conversation">,
  context: ToolContext,
  { position: from, reduced }: ConversationPart,
): Promise<ResourceContent> {
  const { graph, userDomain } = context;
  const position = from === undefined ? undefined : readPosition(from);
  const [{ conversation, page }, deletedItems, clock] = await Promise.all([
    atMessages({ owner, folderId }, async (path) => {
      const conversation = { path, conversationId };
      const options = { position, isReduced: reduced !== undefined, labels: context.deniedLabels.size > 0 };
      return { conversation, page: await conversationPage(graph, conversation, options) };
    }),
    deletedItemsId(owner, context),
    context.clock(),
  ]);
  const [first] = [...page.before, ...page.messages];
  if (first === undefined && position === undefined) {
    throw new ToolError("not_found", "This mailbox has no message of this conversation, or no longer has one.");
  }
  const subject = cleanLine(first?.subject ?? "");
  const place = { owner, folderId, userDomain, clock, subject, deletedItems };
  const entryOf = (message: ConversationPage["messages"][number]) => conversationEntry(message, place);
  const { entries, read } = await conversationTexts({ ...page, withTexts: reduced === undefined, entryOf }, context);
  const hasMore = page.hasMore || read.length < page.messages.length;
  const newest =
    hasMore && position === undefined ? await undefinedIfFailed(() => newestMessage(graph, conversation)) : undefined;
  return {
    conversation: {
      subject,
      messages: entries,
      ...(newest && !read.some(({ id }) => id === newest.id) && { newest: entryOf(newest) }),
    },
    listed: { things: "messages", order: "oldest first" },
    nextPosition: hasMore ? positionAfter(read, position) : undefined,
    gaps: [
      reduced === undefined ? undefined : { reason: `${reduced}.`, missingScopes: ["Mail.Read"] },
      conversation.path.includes("mailFolders") &&
        "Only the messages of one folder are here: the mailbox as a whole is not shared with you.",
      !page.hasContent &&
        reduced === undefined &&
        "These messages are too large to be read together; each can be read by its uri.",
      entries.some(({ isCut }) => isCut) && "Texts with isCut are shortened; the uri of their message gives the whole.",
    ],
  };
}

/** ID of Deleted Items, which has no other sign in a message than the id of its folder. */
async function deletedItemsId(owner: string | undefined, { graph }: ToolContext): Promise<string | undefined> {
  const path = [...mailboxPath(owner), "mailFolders", "deleteditems"];
  const folder = await undefinedIfFailed(() => graph.get({ path, query: { $select: "id" } }, graphMailFolder));
  return folder?.id;
}

/** The messages before a place that are read again, because those after it mostly quote one of them. */
const comparedMessages = 3;

const positionSchema = z.strictObject({
  /** The seconds in which the last messages before it were received, in order, in Unix milliseconds. */
  recentMs: z.array(z.number().int()).min(1).max(comparedMessages),
  /** Hashes of the messages of the last of these seconds that were shown, as of `SeenHits`. */
  seen: z.string(),
  /** How many these are. */
  known: z.number().int().nonnegative(),
});

/**
 * A place in a conversation, in the order of receipt. It stays valid whatever is added or removed before it. In text as
 * part of a cursor.
 */
type ConversationPosition = z.infer<typeof positionSchema>;

interface Conversation {
  /** The path of the messages among which it is. */
  path: readonly string[];
  conversationId: string;
}

type ConversationPage = Awaited<ReturnType<typeof conversationPage>>;

interface PageSize {
  messages: number;
  /** How many messages before them are read again. */
  before: number;
  /** Whether they have their bodies, and lists of attachments. */
  hasContent: boolean;
}

/** Each is tried where the one before it is too large. A body can have megabytes: every reply repeats all before it. */
const sizes: readonly PageSize[] = [
  { messages: 20, before: comparedMessages, hasContent: true },
  { messages: 4, before: 1, hasContent: true },
  { messages: 4, before: 0, hasContent: false },
];
const withoutContent: readonly PageSize[] = [{ messages: 20, before: 0, hasContent: false }];
/** Pages without new messages in a row that are followed. */
const maxKnownPages = 10;

/** The messages of a conversation after a position, in the order of receipt. One request, unless that is too large. */
async function conversationPage(
  graph: GraphDoor,
  conversation: Conversation,
  options: { position: ConversationPosition | undefined; isReduced: boolean; labels: boolean },
) {
  const { position, isReduced, labels } = options;
  const tried = isReduced ? withoutContent : sizes;
  for (const size of tried) {
    const hasFallback = size !== tried.at(-1);
    const request = { ...requestFor(conversation, { ...size, labels }, position), hasFallback };
    try {
      return { ...(await readPage(graph, request, position)), hasContent: size.hasContent };
    } catch (error) {
      if (!hasFallback || !hasCode(error, "too_large")) throw error;
    }
  }
  throw new Error("no size of a page was tried");
}

/**
 * What `$orderby` names comes first in `$filter`, or Graph refuses both
 * (https://learn.microsoft.com/graph/api/user-list-messages).
 */
function requestFor(
  { path, conversationId }: Conversation,
  { messages, before, hasContent, labels }: PageSize & { labels: boolean },
  position: ConversationPosition | undefined,
): GraphRequest {
  const { recentMs, known } = position ?? { recentMs: [], known: 0 };
  const fromMs = recentMs.slice(-Math.max(before, 1))[0] ?? 0;
  const again = position === undefined ? 0 : before + known;
  const query = {
    $filter: conversationFilter(conversationId, fromMs),
    $orderby: "receivedDateTime",
    $top: messages + again,
    $select: selectForConversation({ body: hasContent, labels }),
    ...(hasContent && { $expand: `attachments($select=${selectForAttachments})` }),
  };
  return { path, query, fromCaller: "id", ...(hasContent && { prefer: [bodiesAsHtml] }) };
}

const conversationFilter = (conversationId: string, afterMs: number) =>
  allOf([...timeFilters("receivedDateTime", { afterMs }), equals("conversationId", conversationId)]);

async function readPage(graph: GraphDoor, request: GraphRequest, position: ConversationPosition | undefined) {
  const isBefore = position === undefined ? () => false : shownBefore(position);
  let page = await graph.getPage(request, graphConversationMessage);
  const before = page.items.filter(isBefore);
  for (let followed = 0; page.nextLink !== undefined && followed < maxKnownPages; followed += 1) {
    if (page.items.some((message) => !isBefore(message))) break;
    page = await graph.nextPage(page.nextLink, graphConversationMessage, request.prefer && { prefer: request.prefer });
    before.push(...page.items.filter(isBefore));
  }
  const messages = page.items.filter((message) => !isBefore(message));
  return {
    /** The last messages before the position, which the others can quote. */
    before: before.slice(-comparedMessages),
    messages,
    hasMore: page.nextLink !== undefined,
  };
}

/** The message of a conversation that was received last. */
async function newestMessage(
  graph: GraphDoor,
  { path, conversationId }: Conversation,
): Promise<GraphConversationMessage | undefined> {
  const query = {
    $filter: conversationFilter(conversationId, 0),
    $orderby: "receivedDateTime desc",
    $top: 1,
    $select: selectForConversation({ body: false, labels: false }),
  };
  const page = await graph.getPage({ path, query, fromCaller: "id" }, graphConversationMessage);
  return page.items[0];
}

type Placed = { id: string; receivedDateTime?: string | null | undefined };

/** Graph shows whole seconds. */
function secondOf({ receivedDateTime }: Placed): number | undefined {
  const unixMs = timeOf(receivedDateTime);
  return unixMs === undefined ? undefined : Math.floor(unixMs / 1_000) * 1_000;
}

const readPosition = (text: string): ConversationPosition => positionSchema.parse(JSON.parse(text));

/** Tells which messages of a list were shown before a position. */
function shownBefore(position: ConversationPosition): (message: Placed) => boolean {
  const last = position.recentMs.at(-1) ?? 0;
  const seen = seenHits(position.seen);
  return (message) => {
    const second = secondOf(message) ?? last;
    return second === last ? seen.has(message.id) : second < last;
  };
}

/** The position after these messages, which are in order. */
function positionAfter(messages: readonly Placed[], before: ConversationPosition | undefined): string {
  const seconds = messages.map(secondOf).filter((second) => second !== undefined);
  const recentMs = [...(before?.recentMs ?? [0]), ...seconds].slice(-comparedMessages);
  const last = recentMs.at(-1);
  const ofLast = messages.filter((message) => (secondOf(message) ?? last) === last);
  const isSameSecond = before?.recentMs.at(-1) === last;
  const seen = seenHits(isSameSecond ? (before?.seen ?? "") : "");
  for (const { id } of ofLast) seen.add(id);
  const known = ofLast.length + (isSameSecond ? (before?.known ?? 0) : 0);
  return JSON.stringify({ recentMs, seen: seen.toText(), known } satisfies ConversationPosition);
}
