import { z } from "zod";
import { channelPermissions } from "#common/tools/permissions.ts";
import { teamsListChannelMessages } from "#common/tools/teams-lists.ts";
import { pagesBy } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, openSearch, searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkPages, walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { listThreads, repliesLeftOut, replyCount, threadsPerPage } from "./channel-threads.ts";
import { type ChatMessage, channelContext, messagesWithText } from "./chat-message-content.ts";
import type { GraphChannelThread } from "./graph-chat.ts";

type Input = z.output<typeof teamsListChannelMessages.inputSchema>;

/** Enough for the largest answer. */
const maxPages = 3;
/** The newest replies of a thread, which explain its place in the list. */
const shownReplies = 2;
/** Size of the texts of an answer, in `sizeOf`. */
const textSize = { roots: 6_000, replies: 3_000 };

const listSchema = searchCursorSchema({ walk: walkStateSchema(z.string()) });

/** Answers one call of a list of a channel's threads, which starts the list or continues it. */
export const teamsListChannelMessagesHandler = defineHandler(teamsListChannelMessages, {
  async run(input, context) {
    requirePermission(channelPermissions, context.grantedScopes);
    const list = openSearch(input, listSchema, context) ?? { ...cursorStart(input), walk: walkStart() };
    const { limit } = input;
    let hasAllReplies = true;
    async function threadPage(position: string | undefined) {
      const page = await listThreads(input, { position, $top: Math.min(limit, threadsPerPage) }, context.graph);
      hasAllReplies &&= page.hasReplies;
      return page;
    }
    const walk = await walkPages({
      pages: (from) => pagesBy(threadPage, from),
      idOf: ({ id }) => id,
      from: list.walk,
      limit,
      maxPages,
    });
    return withoutEmpty({
      messages: await shownThreads(walk.hits, input, context),
      moreResults: walk.next !== undefined,
      nextCursor: walk.next && context.cursor.seal({ ...list, walk: walk.next }, listSchema),
      incomplete: joinIncomplete([!hasAllReplies && repliesLeftOut, shortAnswer(walk, { limit, items: "messages" })]),
    });
  },
  toBlocks: ({ messages, ...paging }) => [...messages, paging],
});

async function shownThreads(threads: readonly GraphChannelThread[], channel: Input, context: ToolContext) {
  const roots = await messagesWithText(
    threads,
    { chatContext: await channelContext(channel, context), size: textSize.roots },
    context,
  );
  const shown: ChatMessage[] = [];
  for (const [index, root] of roots.entries()) {
    const thread = threads[index];
    // Graph doesn't say in which order it expands replies, whose ids are the times at which they were written.
    const replies = (thread?.replies ?? []).toSorted((one, other) => Number(other.id) - Number(one.id));
    const newest = await messagesWithText(
      replies.slice(0, shownReplies),
      { chatContext: await channelContext(channel, context, thread?.id), size: textSize.replies / threads.length },
      context,
    );
    shown.push({ ...root, ...replyCount(thread), ...(newest.length > 0 && { replies: newest.map(withoutLink) }) });
  }
  return shown.map(withoutLink);
}

/** The link for people is as long as the rest of a hit. `read_resource` gives it. */
function withoutLink({ webUrl: _link, ...message }: ChatMessage): ChatMessage {
  return message;
}
