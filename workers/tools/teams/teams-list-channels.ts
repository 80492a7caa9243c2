import type { z } from "zod";
import { channelListPermissions } from "#common/tools/permissions.ts";
import { teamsListChannels } from "#common/tools/teams-list-channels.ts";
import { uriIfReadable } from "#workers/tools/format-resource-uri.ts";
import { hasCode, undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { type WholeList, wholeList } from "#workers/tools/paging/linked-pages.ts";
import { joinIncomplete, partOfList } from "#workers/tools/paging/short-answer.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphChannel, graphChannel, namedFields } from "./graph-team.ts";

/**
 * A list that not every cloud has: empty where Graph doesn't know it, undefined if the request fails otherwise. Rejects
 * with errors that concern the whole call.
 */
async function undefinedIfMissing<Item>(list: () => Promise<WholeList<Item>>): Promise<WholeList<Item> | undefined> {
  return await undefinedIfFailed(async () => {
    try {
      return await list();
    } catch (error) {
      if (!hasCode(error, "not_found", "invalid_input", "unsupported_type")) throw error;
      return { items: [], isWhole: true };
    }
  });
}

/** A team can have 1,000 channels (https://learn.microsoft.com/microsoftteams/limits-specifications-teams). */
const maxPages = 10;
/** Without it Graph looks up addresses that take it long (https://learn.microsoft.com/graph/api/channel-list). */
export const $select = "id,displayName,description,membershipType,isArchived";

/** Lists the channels of a team. */
export const teamsListChannelsHandler = defineHandler(teamsListChannels, {
  run: listChannels,
  toBlocks: ({ channels, ...rest }) => [...channels, rest],
});

async function listChannels(input: z.output<typeof teamsListChannels.inputSchema>, context: ToolContext) {
  const { graph, grantedScopes } = context;
  const { teamId } = input;
  requirePermission(channelListPermissions, grantedScopes);
  const channelsAt = (list: string) => {
    const request = { path: ["teams", teamId, list], query: { $select }, fromCaller: "id" as const };
    return wholeList(graph, { request, itemSchema: graphChannel }, maxPages);
  };
  const [own, incoming] = await Promise.all([
    channelsAt("channels"),
    undefinedIfMissing(() => channelsAt("incomingChannels")),
  ]);
  const all = [
    ...own.items.map((channel) => shownChannel(channel, teamId)),
    ...(incoming?.items ?? []).map((channel) => sharedChannel(channel)),
  ];
  const { part, rest } = partOfList(all, input);
  return {
    channels: part,
    ...rest,
    ...withoutEmpty({
      incomplete: joinIncomplete([
        own.isWhole ? undefined : { reason: "There are more channels than Microsoft 365 listed." },
        incoming?.isWhole ? undefined : { reason: "Channels that other teams share with this one may be missing." },
      ]),
    }),
  };
}

function shownChannel(channel: GraphChannel, teamId: string | undefined) {
  const { id, membershipType } = channel;
  const uri = teamId && uriIfReadable({ kind: "channel-messages", teamId, channelId: id });
  const type = membershipType?.toLowerCase();
  return {
    ...withoutEmpty({ uri: uri || undefined }),
    id,
    ...namedFields(channel),
    ...withoutEmpty({ membershipType: type === "standard" ? undefined : type }),
  };
}

/** A channel that another team shares, which is read by the id of that team. */
function sharedChannel(channel: GraphChannel) {
  const [, teamId] = /\/teams(?:\/|\(')([0-9a-f-]{36})\b/i.exec(channel["@odata.id"] ?? "") ?? [];
  return { ...shownChannel(channel, teamId), ...withoutEmpty({ teamId }) };
}
