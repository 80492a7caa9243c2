import { expect, it } from "vitest";
import { turnsDuring } from "#test/support/count-turns.ts";
import { personClock } from "#workers/tools/dates/person-clock.ts";
import { messagesWithText } from "#workers/tools/teams/chat-message-content.ts";
import { noMembers } from "#workers/tools/teams/chat-people.ts";
import { fakeContext } from "../fake-context.ts";

// proves A38
it("a list of long messages leaves other calls time between them", async () => {
  const body = { contentType: "text", content: "word ".repeat(5_000) };
  const messages = Array.from({ length: 50 }, (_, at) => ({ id: `${at}`, body }));
  const place = { kind: "chat", chatId: "19:a@thread.v2" } as const;
  const chatContext = { place, members: noMembers, userDomain: undefined, clock: personClock(null, 0) };
  const turns = await turnsDuring(async () => {
    expect(await messagesWithText(messages, { chatContext }, fakeContext())).toHaveLength(50);
  });
  expect(turns).toBeGreaterThan(5);
});
