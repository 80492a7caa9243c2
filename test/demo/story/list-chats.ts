import { z } from "zod";
import { teamsListChats } from "#common/tools/teams-list-chats.ts";
import { inTokyo } from "./in-tokyo.ts";
import type { Scene } from "./scene.ts";

const namedSchema = z.object({
  topic: z.string().optional(),
  members: z.array(z.object({ displayName: z.string().optional() })).default([]),
});

/** The chats in which somebody waits for an answer. */
export async function listChats({ screen, hero, ask, expect }: Scene): Promise<void> {
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
}
