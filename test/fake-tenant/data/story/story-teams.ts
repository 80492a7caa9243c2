import { tenantIdOf } from "#test/fake-tenant/world/directory.ts";
import { aozora } from "../companies.ts";
import { channelIdOf, teamIdOf } from "../teams/team-store.ts";

const channelOf = (team: string, channel: string) => {
  const teamId = teamIdOf(tenantIdOf(aozora.domain), team);
  return { teamId, channelId: channelIdOf(teamId, channel) };
};

/** Channels of the demo company, each with its team. Their ids are the same on every run. */
export const storyChannels = {
  kyotoGeneral: channelOf("Kyoto Roastery", "General"),
  sourcingGeneral: channelOf("Sourcing", "General"),
  portNews: channelOf("Sourcing", "Port news"),
} as const;
