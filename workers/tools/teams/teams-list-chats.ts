import { teamsListChats } from "#common/tools/teams-list-chats.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { listOwnChats } from "./list-own-chats.ts";

/** Lists the user's chats. */
export const teamsListChatsHandler = defineHandler(teamsListChats, {
  run: listOwnChats,

  toBlocks({ chats, ...paging }) {
    return [...chats, paging];
  },
});
