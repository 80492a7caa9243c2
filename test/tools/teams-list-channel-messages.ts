import { readResource } from "#common/tools/read-resource.ts";
import { teamsListChannelMessages, teamsListChannels, teamsListTeams } from "#common/tools/teams-lists.ts";
import { storyChannels } from "#test/fake-tenant/data/story/story-teams.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  /** The threads of a channel, and one of the replies. */
  async demo({ screen, hero, ask, expect }) {
    const { teams } = await ask({ who: hero, words: "What is my team?", tool: teamsListTeams, args: {} });
    const teamId = teams[0]?.id ?? "";
    const ofTeam = { tool: teamsListChannels, args: { teamId } };
    const { channels } = await ask({ who: hero, words: "And its channels?", ...ofTeam });
    const args = { teamId, channelId: channels[0]?.id ?? "" };
    const words = "What is new in the first one?";
    const { messages } = await ask({ who: hero, words, tool: teamsListChannelMessages, args });
    screen.table(
      ["by", "text", "replies"],
      messages.map(({ from, text = "", replyCount = 0 }) => [from?.displayName ?? "", text, String(replyCount)]),
    );
    const replies = messages.flatMap((message) => message.replies ?? []);
    const reply = replies.find(({ text }) => text?.includes("first inspection"));
    expect("the reply about the inspection should be listed", reply !== undefined);
    const read = { tool: readResource, args: { uri: reply?.uri ?? "" } };
    const { kind, body } = await ask({ who: hero, words: "Read me the reply about the inspection.", ...read });
    screen.quote([body?.content ?? ""]);
    expect("the reply should be read, not the message above it", kind === "channel-reply");
  },
  questions: [
    storyChannels.kyotoGeneral,
    storyChannels.portNews,
    { ...storyChannels.sourcingGeneral, limit: 3 },
    { ...storyChannels.kyotoGeneral, limit: 1 },
  ],
  roundTrips: { median: 2, most: 2.5 },
  conformance: {
    args: storyChannels.kyotoGeneral,
    answers: /fire permit 2026-118 is granted.*"replyCount":2.*When is the first inspection/,
  },
  ownCall: () => ({ ...storyChannels.kyotoGeneral, limit: 1 }),
  refusal: {
    without: ["ChannelMessage.Read.All"],
    words: "Reading messages in Teams channels is blocked.",
    permission: "ChannelMessage.Read.All",
  },
};
