import { describe, expect, it } from "vitest";
import { turnsDuring } from "#test/support/count-turns.ts";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import { chatMessage, messagesWithText } from "#workers/tools/teams/chat-message-content.ts";
import { noMembers } from "#workers/tools/teams/chat-people.ts";
import type { GraphChatMessage } from "#workers/tools/teams/graph-chat.ts";
import { fakeContext } from "../fake-context.ts";

const around = {
  place: { kind: "chat", chatId: "19:a@thread.v2" },
  members: noMembers,
  userDomain: undefined,
  clock: personClock(null, 0),
} as const;
const shown = (message: Partial<GraphChatMessage>) => chatMessage({ id: "1", ...message }, around);
const numbered = <T>(count: number, make: (name: string) => T) =>
  Array.from({ length: count }, (_, at) => make(`x${at}`));

// proves A39
describe("a message of a chat", () => {
  it("shows the first of those whom it mentions, each once, and their number if there are more", () => {
    const mentions = numbered(300, (name) => ({ mentionText: name }));
    expect(shown({ mentions: [...mentions, ...mentions] })).toMatchObject({ mentionCount: 300 });
    expect(shown({ mentions }).mentions).toHaveLength(20);
    expect(shown({ mentions: mentions.slice(0, 20) })).not.toHaveProperty("mentionCount");
  });

  it("shows the first of its attachments, and their number if there are more", () => {
    const attachments = numbered(300, (name) => ({ name, contentType: "reference" }));
    expect(shown({ attachments })).toMatchObject({ attachmentCount: 300 });
    expect(shown({ attachments }).attachments).toHaveLength(10);
    expect(shown({ attachments, deletedDateTime: "2026-11-24T09:00:00Z" })).not.toHaveProperty("attachmentCount");
  });

  it("counts its reactions by kind, and those of further kinds together", () => {
    const reactions = numbered(300, (displayName) => ({ displayName }));
    const counted = shown({ reactions: [...reactions, { displayName: "x0" }] }).reactions ?? [];
    expect(counted).toHaveLength(21);
    expect(counted[0]).toEqual({ reaction: "x0", count: 2 });
    expect(counted.at(-1)).toEqual({ reaction: "other", count: 280 });
  });
});

// proves A38
it("a list of long messages leaves other calls time between them", async () => {
  const messages = numbered(50, (id) => ({ id, body: { contentType: "text", content: "word ".repeat(5_000) } }));
  const turns = await turnsDuring(async () => {
    expect(await messagesWithText(messages, { chatContext: around }, fakeContext())).toHaveLength(50);
  });
  expect(turns).toBeGreaterThan(5);
});
