import { z } from "zod";
import { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import type { AnswerOf } from "#workers/tools/handlers.ts";
import { inTokyo } from "./in-tokyo.ts";
import type { Scene } from "./scene.ts";

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

/** A chat that the person is in; then a channel for two others. */
export async function searchChats(scene: Scene): Promise<void> {
  const { hero, person, ask, expect } = scene;
  const electrician = await ask({
    who: hero,
    words: "What did the electrician say?",
    tool: chatMessageSearch,
    args: { query: "electrician" },
  });
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
}
