import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ChatContext } from "./chat-message-content.ts";
import { noMembers } from "./chat-people.ts";
import type { ChannelPlace } from "./chat-place.ts";

/** What showing a channel's messages needs; those of a thread with the id of its root. */
export function channelContext(
  { teamId, channelId }: Pick<ChannelPlace, "teamId" | "channelId">,
  { userDomain }: Pick<ToolContext, "userDomain">,
  rootId?: string,
): ChatContext {
  return { place: { kind: "channel", teamId, channelId, rootId }, members: noMembers, userDomain };
}
