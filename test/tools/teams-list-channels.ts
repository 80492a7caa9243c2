import { teamsListChannels, teamsListTeams } from "#common/tools/teams-lists.ts";
import { showNamed } from "#test/demo/story/show-hits.ts";
import { storyChannels } from "#test/fake-tenant/data/story/story-teams.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** The channels of a team, one of which another team shares; not a private one of others. */
  async demo({ screen, hero, ask, expect }) {
    const { teams } = await ask({ who: hero, words: "What is my team?", tool: teamsListTeams, args: {} });
    const args = { teamId: teams[0]?.id ?? "" };
    const words = "Which channels does it have?";
    const { channels } = await ask({ who: hero, words, tool: teamsListChannels, args });
    const names = showNamed(screen, "channel", channels);
    expect("the shared channel should be listed", names.includes("Port news"));
    expect("a private channel of others should not be listed", !names.includes("Hiring"));
  },
  questions: [
    { teamId: storyChannels.kyotoGeneral.teamId },
    { teamId: storyChannels.sourcingGeneral.teamId },
    { teamId: storyChannels.kyotoGeneral.teamId, limit: 1 },
    { teamId: storyChannels.kyotoGeneral.teamId, limit: 1, offset: 1 },
  ],
  roundTrips: { median: 1.2, most: 2.5 },
  conformance: {
    args: { teamId: storyChannels.kyotoGeneral.teamId },
    answers: /"displayName":"General".*"displayName":"Port news"/s,
  },
  ownCall: ({ teamId }) => ({ teamId }),
  refusal: {
    without: ["Channel.ReadBasic.All"],
    words: "Reading the names of channels is blocked.",
    permission: "Channel.ReadBasic.All",
  },
};
