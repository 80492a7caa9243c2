import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchChats } from "./search-chats.ts";

/** Finds messages in the user's chats and channels. */
export const chatMessageSearchHandler = defineHandler(chatMessageSearch, {
  run: searchChats,

  toBlocks({ messages, chats = [], ...paging }) {
    return [...messages, ...chats, paging];
  },
});
