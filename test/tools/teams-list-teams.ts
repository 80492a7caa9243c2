import { teamsListTeams } from "#common/tools/teams-lists.ts";
import { showNamed } from "#test/demo/story/show-hits.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** The teams of a person, and of another who is in a shared channel alone. */
  async demo({ screen, hero, person, ask, expect }) {
    const own = await ask({ who: hero, words: "Which teams am I in?", tool: teamsListTeams, args: {} });
    showNamed(screen, "team", own.teams);
    expect("Yuki should be in one team", own.teams.length === 1);
    const others = await ask({ who: await person("mei.lin"), words: "And I?", tool: teamsListTeams, args: {} });
    showNamed(screen, "team", others.teams);
    expect("Mei's team should be of a shared channel", others.teams[0]?.sharedChannelsOnly === true);
  },
  questions: [{}, { limit: 1 }, { limit: 1, offset: 1 }],
  roundTrips: { median: 1.2, most: 2.5 },
  conformance: { args: {}, answers: /"displayName":"Kyoto Roastery"/ },
  ownCall: () => ({}),
  refusal: {
    without: ["Team.ReadBasic.All"],
    words: "Reading the names of teams is blocked.",
    permission: "Team.ReadBasic.All",
  },
};
