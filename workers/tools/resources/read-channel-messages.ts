import { ToolError } from "#common/errors.ts";
import { hasCode, isNotThere } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import { findInThreads, listThreads, repliesLeftOut, replyCount } from "#workers/tools/teams/channel-threads.ts";
import { channelContext, messagesWithText } from "#workers/tools/teams/chat-message-content.ts";
import { channelPath } from "#workers/tools/teams/chat-place.ts";
import { graphChatMessage, withEvents } from "#workers/tools/teams/graph-chat.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { getMessage, messageContent, readMessage } from "./read-chat-message.ts";
import type { ResourceContent, ResourceOf, ResourcePart, ResourceReader } from "./resource-content.ts";

const repliesPerPage = 50;

/** Reads the root messages of a channel's threads, newest first, page by page. */
export const readChannelMessages: ResourceReader<"channel-messages"> = async (uri, context, { position }) => {
  const [page, chatContext] = await Promise.all([
    listThreads(uri, { position }, context.graph),
    channelContext(uri, context),
  ]);
  const listed = await messagesWithText(page.items, { chatContext }, context);
  const messages = listed.map((message, index) => ({ ...message, ...replyCount(page.items[index]) }));
  return {
    chat: { messages },
    listed: { things: "messages", order: "newest first" },
    nextPosition: page.nextLink,
    gaps: [!page.hasReplies && repliesLeftOut],
  };
};

/** Reads a root message with its replies. A reply that is addressed as a root is read as the reply that it is. */
export const readChannelMessage: ResourceReader<"channel-message"> = async (uri, context, part) => {
  const { messageId, picture } = uri;
  if (picture !== undefined) {
    return await readMessage(
      { path: [...channelPath(uri), messageId], picture },
      () => channelContext(uri, context),
      context,
    );
  }
  try {
    return await readThread(uri, context, part);
  } catch (error) {
    if (!isNotThere(error) || part.position !== undefined) throw error;
    return await readAsReply(uri, context).catch((other: unknown) =>
      // That an id can't be one says more than that nothing was found by it.
      Promise.reject(hasCode(error, "invalid_input") && hasCode(other, "not_found") ? error : other),
    );
  }
};

async function readThread(uri: ResourceOf<"channel-message">, context: ToolContext, part: ResourcePart) {
  const { messageId } = uri;
  const [root, { replies, next }, ofRoot] = await Promise.all([
    getMessage([...channelPath(uri), messageId], context),
    listReplies(uri, context, part),
    channelContext(uri, context),
  ]);
  const { text, ...content } = await messageContent(root, { ...ofRoot, replies }, context);
  return {
    ...content,
    // Later pages contain only replies: the root's text was on the first page.
    ...(part.position === undefined && { text }),
    nextPosition: next,
    listed: { things: "replies" as const, order: "newest first" },
  };
}

/** A page of replies with their texts, which are extracted while the root message is still awaited. */
async function listReplies(uri: ResourceOf<"channel-message">, context: ToolContext, { position }: ResourcePart) {
  const path = [...channelPath(uri), uri.messageId, "replies"];
  const request = { path, query: { $top: repliesPerPage }, prefer: withEvents, fromCaller: "id" as const };
  const [page, chatContext] = await Promise.all([
    pageAt(context.graph, { request, itemSchema: graphChatMessage }, position),
    channelContext(uri, context, uri.messageId),
  ]);
  const listed = page.items.filter(({ id }) => id !== uri.messageId);
  return { replies: await messagesWithText(listed, { chatContext }, context), next: page.nextLink };
}

/** Reads a message of a channel's recent threads, since only Graph's lists say which thread a reply belongs to. */
async function readAsReply(uri: ResourceOf<"channel-message">, context: ToolContext): Promise<ResourceContent> {
  const { teamId, channelId, messageId } = uri;
  const sought = [{ channel: { teamId, channelId }, messages: [{ id: messageId }] }];
  const [threads] = await findInThreads(sought, { maxPages: 2, isAllAsked: true }, context.graph);
  const reply = threads?.found.get(messageId);
  if (reply === undefined) {
    throw new ToolError(
      "not_found",
      "The channel has no such thread, and its recent threads no such reply. Read the channel, or search for it again.",
    );
  }
  return await messageContent(reply.message, await channelContext(uri, context, reply.place.rootId), context);
}

/** Reads a reply, without its root message. */
export const readChannelReply: ResourceReader<"channel-reply"> = async (uri, context) => {
  const { messageId, replyId, picture } = uri;
  const path = [...channelPath(uri), messageId, "replies", replyId];
  return await readMessage({ path, picture }, () => channelContext(uri, context, messageId), context);
};
