import { channelPermissions } from "#common/tools/permissions.ts";
import { pageAt } from "#workers/tools/paging/page-at.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ChatContext } from "#workers/tools/teams/chat-message-content.ts";
import { messagesWithText } from "#workers/tools/teams/chat-message-list.ts";
import { noMembers } from "#workers/tools/teams/chat-people.ts";
import {
  type GraphChannelThread,
  type GraphChatMessage,
  graphChannelThread,
  graphChatMessage,
  withEvents,
} from "#workers/tools/teams/graph-chat-message.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { getMessage, messageContent } from "./read-chat-message.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceOf, ResourcePart, ResourceReader } from "./resource-reader.ts";

/** Each is returned with its replies, which are counted. */
const threadsPerPage = 20;
const repliesPerPage = 50;

/** Reads the root messages of a channel's threads, newest first, page by page. */
export const channelMessagesReader: ResourceReader<"channel-messages"> = {
  async read(uri, context, { position }) {
    requirePermission(channelPermissions, context.grantedScopes);
    const query = { $top: threadsPerPage, $expand: "replies" };
    const request = { path: channelPath(uri), query, prefer: withEvents, fromCaller: "id" as const };
    const page = await pageAt(context.graph, { request, itemSchema: graphChannelThread }, position);
    const listed = await messagesWithText(page.items, channelContext(uri, context), context);
    const messages = listed.map((message, index) => ({ ...message, ...replyCount(page.items[index]) }));
    return {
      chat: { id: uri.channelId, teamId: uri.teamId, messages },
      ...(page.nextLink !== undefined && {
        nextPosition: page.nextLink,
        incomplete: { reason: `${messages.length} messages are listed here, newest first; go on with nextCursor.` },
      }),
    };
  },
};

/** Reads a root message with its replies. */
export const channelMessageReader: ResourceReader<"channel-message"> = {
  async read(uri, context, part) {
    requirePermission(channelPermissions, context.grantedScopes);
    const { messageId } = uri;
    const [root, replies] = await Promise.all([
      getMessage([...channelPath(uri), messageId], messageId, context),
      listReplies(uri, context, part),
    ]);
    const content = await messageContent(root, channelContext(uri, context), context, { replies: replies.messages });
    return withMoreReplies(content, replies, part);
  },
};

/** Reads a reply, without its root message. */
export const channelReplyReader: ResourceReader<"channel-reply"> = {
  async read(uri, context) {
    requirePermission(channelPermissions, context.grantedScopes);
    const { messageId, replyId } = uri;
    const reply = await getMessage([...channelPath(uri), messageId, "replies", replyId], replyId, context);
    return await messageContent(reply, channelContext(uri, context, messageId), context);
  },
};

type ChannelUri = Pick<ResourceOf<"channel-messages">, "teamId" | "channelId">;

function channelPath({ teamId, channelId }: ChannelUri): string[] {
  return ["teams", teamId, "channels", channelId, "messages"];
}

function channelContext(
  { teamId, channelId }: ChannelUri,
  { userDomain }: Pick<ToolContext, "userDomain">,
  rootId?: string,
): ChatContext {
  return { place: { kind: "channel", teamId, channelId, rootId }, members: noMembers, userDomain };
}

async function listReplies(uri: ResourceOf<"channel-message">, context: ToolContext, { position }: ResourcePart) {
  const path = [...channelPath(uri), uri.messageId, "replies"];
  const request = { path, query: { $top: repliesPerPage }, prefer: withEvents, fromCaller: "id" as const };
  const page = await pageAt(context.graph, { request, itemSchema: graphChatMessage }, position);
  const chatContext = channelContext(uri, context, uri.messageId);
  const isReply = ({ id }: GraphChatMessage) => id !== uri.messageId;
  return { messages: await messagesWithText(page.items.filter(isReply), chatContext, context), next: page.nextLink };
}

/** Later pages contain only replies: the root's text was on the first page. */
function withMoreReplies(
  content: ResourceContent,
  { messages, next }: Awaited<ReturnType<typeof listReplies>>,
  { position }: ResourcePart,
): ResourceContent {
  const { text: _root, ...replies } = content;
  const shown: ResourceContent = position === undefined ? content : replies;
  if (next === undefined) return shown;
  const where = position === undefined ? "beside the message" : "here";
  return {
    ...shown,
    nextPosition: next,
    incomplete: { reason: `${messages.length} replies are listed ${where}, newest first; go on with nextCursor.` },
  };
}

/** The number of replies, of which Graph lists at most 1,000 per thread. */
function replyCount(thread: GraphChannelThread | undefined) {
  if (thread?.replies == null) return {};
  const count = Math.max(thread.replies.length, thread["replies@odata.count"] ?? 0);
  return { replyCount: count, ...(thread["replies@odata.nextLink"] && { hasMoreReplies: true }) };
}
