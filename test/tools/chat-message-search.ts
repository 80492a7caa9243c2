import { z } from "zod";
import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import type { Scene } from "#test/demo/story/scene.ts";
import { inTokyo } from "#test/demo/story/show-hits.ts";
import type { AnswerOf } from "#workers/tools/handlers.ts";
import { colleague, type ToolTests } from "./tool-tests.ts";

const writtenSchema = z.object({ createdDateTime: z.string().optional() });

type Hit = AnswerOf<"chat_message_search">["messages"][number];

function showMessages({ screen }: Scene, messages: readonly Hit[]): void {
  screen.table(
    ["written in Tokyo", "by", "text"],
    messages.map((message) => [
      inTokyo(writtenSchema.safeParse(message).data?.createdDateTime),
      message.from?.displayName ?? "",
      message.summary,
    ]),
  );
}

export const tests: ToolTests = {
  /** A chat that the person is in; then a channel for two others. */
  async demo(scene) {
    const { hero, person, ask, expect } = scene;
    const power = { tool: chatMessageSearch, args: { query: "electrician" } };
    const electrician = await ask({ who: hero, words: "What did the electrician say?", ...power });
    showMessages(scene, electrician.messages);
    expect(
      "Daniel's message in the group chat should be found",
      electrician.messages.some(({ summary }) => summary.includes("three-phase line")),
    );

    const candidates = { tool: chatMessageSearch, args: { query: "candidates" } };
    const none = await ask({ who: hero, words: "Who wants to become our barista?", ...candidates });
    showMessages(scene, none.messages);
    expect("a private channel of others should not be searched", none.messages.length === 0);
    const found = await ask({ who: await person("hana.mori"), words: "And for me?", ...candidates });
    showMessages(scene, found.messages);
    expect(
      "Hana, of the private channel, should find its message",
      found.messages.some(({ summary }) => summary.includes("barista")),
    );
  },
  questions: [
    { query: "*" },
    { query: "electrician" },
    { query: "Colombia budget" },
    { query: "roast log" },
    { query: "roast log", limit: 25 },
    { query: "fire permit" },
    { query: "cupping table" },
    { query: "inspection", sender: "Hana Mori" },
    { query: "*", sender: colleague("daniel.costa") },
    { query: "*", recipient: "Kenji Tanaka" },
    { query: "*", afterDateTime: "yesterday" },
    { query: "permit", afterDateTime: "last month", beforeDateTime: "today" },
    { query: "Minutes of week", timeZone: "Asia/Tokyo", afterDateTime: "30 days ago" },
    { query: "cupping table", offset: 10 },
    { query: "消防署の検査" },
    {},
    { query: "from:me permit" },
  ],
  roundTrips: { median: 2.5, most: 4 },
  conformance: { args: { query: "electrician" }, answers: /three-phase line/ },
  ownCall: () => ({ query: "*", limit: 1 }),
  refusal: { without: ["Chat.Read"], words: "Reading Teams chats is blocked.", permission: "Chat.Read" },
};
