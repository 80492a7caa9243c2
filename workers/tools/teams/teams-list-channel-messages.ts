import type { teamsListChannelMessages } from "#common/tools/teams-list-channel-messages.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { listChannelMessages } from "./list-channel-messages.ts";

/** Lists the threads of a channel. */
export const teamsListChannelMessagesHandler: ToolHandler<typeof teamsListChannelMessages> = {
  run: listChannelMessages,

  toBlocks({ messages, ...paging }) {
    return [...messages, paging];
  },
};
