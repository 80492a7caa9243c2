import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { counted } from "#workers/tools/text/counted.ts";
import { canHaveMoreMembers } from "./chat-members.ts";
import { isUnread } from "./chat-unread.ts";
import type { GraphChat } from "./graph-chat.ts";
import { phraseTest, phraseText } from "./phrases.ts";

export interface ChatFilter {
  /** Whether a chat meets all conditions. Those of which it can't be told are left out, and counted. */
  accepts(chat: GraphChat): boolean;
  /** What could not be told of the chats so far. */
  incomplete(): Incomplete | undefined;
}

/**
 * The conditions of a list of chats: `query`, whose words must all begin a word of the topic or of other members' names
 * and addresses, and `unreadOnly`.
 */
export function createChatFilter(
  { query, unreadOnly }: { query?: string | undefined; unreadOnly: boolean },
  userId: string,
): ChatFilter {
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
    accepts(chat) {
      if (!isNamed(chat)) return false;
      const unread = unreadOnly ? isUnread(chat, userId) : true;
      if (unread === undefined) untold += 1;
      return unread === true;
    },
    incomplete() {
      return joinIncomplete([
        untold > 0
          ? { reason: `Microsoft 365 doesn't say what is unread in ${counted(untold, "chats")}; left out here.` }
          : undefined,
        hidden > 0
          ? { reason: `Only the first members of ${counted(hidden, "chats")} could be compared with query.` }
          : undefined,
      ]);
    },
  };
}
