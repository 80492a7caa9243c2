import { z } from "zod";
import { teamsListTeams } from "#common/tools/teams-list-teams.ts";
import type { Scene } from "./scene.ts";

export const namedSchema = z.object({ displayName: z.string(), description: z.string().optional() });

/** The teams of a person, and of another who is in a shared channel alone. */
export async function listTeams({ screen, hero, person, ask, expect }: Scene): Promise<void> {
  const show = (teams: readonly unknown[]) =>
    screen.table(
      ["team", "about"],
      teams.map((team) => {
        const { displayName, description = "" } = namedSchema.parse(team);
        return [displayName, description];
      }),
    );
  const own = await ask({ who: hero, words: "Which teams am I in?", tool: teamsListTeams, args: {} });
  show(own.teams);
  expect("Yuki should be in one team", own.teams.length === 1);
  const others = await ask({ who: await person("mei.lin"), words: "And I?", tool: teamsListTeams, args: {} });
  show(others.teams);
  expect("Mei's team should be of a shared channel", others.teams[0]?.sharedChannelsOnly === true);
}
