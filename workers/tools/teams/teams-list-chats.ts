import { z } from "zod";
import { chatListPermissions, chatsWithoutMessages } from "#common/tools/permissions.ts";
import { teamsListChats } from "#common/tools/teams-lists.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { countInWords } from "#workers/text/short-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import { pagesBy } from "#workers/tools/paging/linked-pages.ts";
import { cursorStart, openSearch, searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkPages, walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { permissionMissing, requirePermission } from "#workers/tools/require-permission.ts";
import { trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { canHaveMoreMembers, chatsPage, listedChat, uriOfChat, withoutMembers } from "./chat-members.ts";
import { textOfMessage } from "./chat-message-content.ts";
import { chatPerson, noMembers } from "./chat-people.ts";
import type { GraphChat } from "./graph-chat.ts";
import { phraseTest, phraseText } from "./match-chat.ts";

/**
 * Whether the last message of a chat is unread. Undefined where Graph doesn't tell: some chats come without a viewpoint
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/19285), and whether there is an unread message before
 * an event, such as a new member, or before a deleted message, only reading the chat would show.
 */
function isUnread(
  { lastMessagePreview: last, viewpoint }: Pick<GraphChat, "lastMessagePreview" | "viewpoint">,
  userId: string,
): boolean | undefined {
  if (last === undefined) return undefined;
  if (last === null || last.from?.user?.id === userId) return false;
  const writtenMs = Date.parse(last.createdDateTime ?? "");
  const readMs = Date.parse(viewpoint?.lastMessageReadDateTime ?? "");
  if (Number.isNaN(writtenMs) || Number.isNaN(readMs)) return undefined;
  if (writtenMs <= readMs) return false;
  const isMessage = last.messageType == null || last.messageType.toLowerCase() === "message";
  return isMessage && last.isDeleted === false ? true : undefined;
}

/**
 * The conditions of a list of chats: `query`, whose words must all begin a word of the topic or of other members' names
 * and addresses, and `unreadOnly`.
 */
function createChatFilter({ query, unreadOnly }: { query?: string | undefined; unreadOnly: boolean }, userId: string) {
  const tests = (query ?? "").split(/\s/).map(phraseTest);
  let untold = 0;
  let hidden = 0;

  function isNamed(chat: GraphChat): boolean {
    const others = (chat.members ?? []).filter((member) => member.userId !== userId);
    const names = others.flatMap(({ displayName, email }) => [displayName, email]);
    const text = phraseText([chat.topic, ...names].join(" "));
    const isFound = tests.every((test) => test(text));
    if (!isFound && canHaveMoreMembers(chat)) hidden += 1;
    return isFound;
  }

  return {
    /** Whether a chat meets all conditions. Those of which it can't be told are left out, and counted. */
    accepts(chat: GraphChat): boolean {
      if (!isNamed(chat)) return false;
      const unread = unreadOnly ? isUnread(chat, userId) : true;
      if (unread === undefined) untold += 1;
      return unread === true;
    },
    /** What could not be told of the chats so far. */
    gaps: () => [
      untold > 0 && `Microsoft 365 doesn't say what is unread in ${countInWords(untold, "chats")}; left out here.`,
      hidden > 0 && `Only the first members of ${countInWords(hidden, "chats")} could be compared with query.`,
    ],
  };
}

const maxPages = 4;
/** The largest page size that Graph accepts. */
const pageSize = 50;

const listSchema = searchCursorSchema({
  query: z.string().optional(),
  unreadOnly: z.boolean(),
  walk: walkStateSchema(z.string()),
});

/** Answers one call of a list of the user's chats, which starts the list or continues it. */
export const teamsListChatsHandler = defineHandler(teamsListChats, {
  async run(input, context) {
    const { graph, grantedScopes, userId, cursor } = context;
    const { reduced } = requirePermission(chatListPermissions, grantedScopes);
    const list = openSearch(input, listSchema, context) ?? {
      ...cursorStart(input),
      query: trimmed(input.query),
      unreadOnly: input.unreadOnly === true,
      walk: walkStart(),
    };
    const { query, unreadOnly } = list;
    if (reduced !== undefined && unreadOnly)
      throw permissionMissing(["Chat.Read"], "Which chats are unread is not known.");
    const filter = createChatFilter({ query, unreadOnly }, userId);
    const isFiltered = query !== undefined || unreadOnly;
    const asked = { withPreviews: reduced === undefined, $top: isFiltered ? pageSize : input.limit };
    const listed: GraphChat[] = [];
    const { limit } = input;
    const walk = await walkPages({
      pages: (from) => pagesBy((link) => chatsPage(asked, graph, link), from),
      idOf: ({ id }) => id,
      isHit(chat) {
        listed.push(chat);
        return filter.accepts(chat);
      },
      from: list.walk,
      limit,
      maxPages,
    });
    const { next } = walk;
    return withoutEmpty({
      chats: await shownChats(walk.hits, context),
      moreResults: next !== undefined,
      nextCursor: next && cursor.seal({ ...list, walk: next }, listSchema),
      incomplete: joinIncomplete([
        reduced === undefined ? undefined : { reason: `${chatsWithoutMessages}.`, missingScopes: ["Chat.Read"] },
        ...filter.gaps(),
        withoutMembers(listed),
        shortAnswer(walk, { limit, items: "chats" }),
      ]),
    });
  },
  toBlocks: ({ chats, ...paging }) => [...chats, paging],
});

/** Chats as the list shows them, one after the other, because all callers share text extraction. */
async function shownChats(chats: readonly GraphChat[], context: ToolContext) {
  const { local } = await context.clock();
  const shown = [];
  for (const chat of chats) {
    const uri = uriOfChat(chat);
    shown.push({
      ...withoutEmpty({ uri }),
      ...listedChat(chat, uri),
      ...withoutEmpty({
        lastMessageDateTime: local(chat.lastMessagePreview?.createdDateTime),
        lastMessage: await lastMessageOf(chat, context),
        unread: isUnread(chat, context.userId),
        hidden: chat.viewpoint?.isHidden || undefined,
      }),
    });
  }
  return shown;
}

const textTokens = 40;

/** The beginning of the last message. Undefined where that is an event, was deleted or has no text. */
async function lastMessageOf({ lastMessagePreview: last }: GraphChat, context: ToolContext) {
  if (last == null || last.isDeleted) return undefined;
  const { text } = await textOfMessage({ ...last, id: "" }, context);
  const from = chatPerson(last.from, noMembers)?.displayName;
  return text === "" ? undefined : { ...withoutEmpty({ from }), text: beginningOf(cleanLine(text), textTokens) };
}
