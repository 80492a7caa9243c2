import { teamsListChannelMessages } from "#common/tools/teams-list-channel-messages.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { listChannelMessages } from "./list-channel-messages.ts";

/** Lists the threads of a channel. */
export const teamsListChannelMessagesHandler = defineHandler(teamsListChannelMessages, {
  run: listChannelMessages,

  toBlocks({ messages, ...paging }) {
    return [...messages, paging];
  },
});
