import { teamsListChannels } from "#common/tools/teams-list-channels.ts";
import { teamsListTeams } from "#common/tools/teams-list-teams.ts";
import { namedSchema } from "./list-teams.ts";
import type { Scene } from "./scene.ts";

/** The channels of a team, one of which another team shares; not a private one of others. */
export async function listChannels({ screen, hero, ask, expect }: Scene): Promise<void> {
  const { teams } = await ask({ who: hero, words: "What is my team?", tool: teamsListTeams, args: {} });
  const args = { teamId: teams[0]?.id ?? "" };
  const words = "Which channels does it have?";
  const { channels } = await ask({ who: hero, words, tool: teamsListChannels, args });
  const names = channels.map((channel) => namedSchema.parse(channel).displayName);
  screen.table(
    ["channel", "about"],
    channels.map((channel) => {
      const { displayName, description = "" } = namedSchema.parse(channel);
      return [displayName, description];
    }),
  );
  expect("the shared channel should be listed", names.includes("Port news"));
  expect("a private channel of others should not be listed", !names.includes("Hiring"));
}
