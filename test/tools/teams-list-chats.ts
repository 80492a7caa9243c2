import { z } from "zod";
import { teamsListChats } from "#common/tools/teams-lists.ts";
import { inTokyo } from "#test/demo/story/show-hits.ts";
import { colleague, type ToolTests } from "./tool-tests.ts";

const namedSchema = z.object({
  topic: z.string().optional(),
  members: z.array(z.object({ displayName: z.string().optional() })).default([]),
});

export const tests: ToolTests = {
  /** The chats in which somebody waits for an answer. */
  async demo({ screen, hero, ask, expect }) {
    const words = "Who has written to me that I have not read yet?";
    const { chats } = await ask({ who: hero, words, tool: teamsListChats, args: { unreadOnly: true } });
    screen.table(
      ["last message in Tokyo", "chat", "says"],
      chats.map((chat) => {
        const { topic, members } = namedSchema.parse(chat);
        const name = topic ?? members.map(({ displayName }) => displayName).join(", ");
        return [inTokyo(chat.lastMessageDateTime), name, chat.lastMessage?.text ?? ""];
      }),
    );
    expect(
      "only unread chats should be listed",
      chats.every(({ unread }) => unread === true),
    );
    expect(
      "Kenji's message should be unread",
      chats.some((chat) => namedSchema.parse(chat).members.some(({ displayName }) => displayName === "Kenji Tanaka")),
    );
  },
  questions: [
    {},
    { limit: 50 },
    { limit: 3 },
    { unreadOnly: true },
    { query: "Kyoto" },
    { query: "Kenji Tanaka" },
    { query: colleague("daniel.costa"), unreadOnly: true },
    { query: "webinar", limit: 5 },
    { query: "nobody of this name" },
  ],
  roundTrips: { median: 1.2, most: 2.5 },
  conformance: {
    args: { query: "Kenji", unreadOnly: true },
    answers: /"displayName":"Kenji Tanaka".*"unread":true/,
  },
  ownCall: () => ({ limit: 1 }),
  refusal: { without: ["Chat.Read"], words: "Reading Teams chats is blocked.", permission: "Chat.Read" },
};
