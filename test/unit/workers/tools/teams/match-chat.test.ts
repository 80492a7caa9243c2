import { describe, expect, it } from "vitest";
import { turnsDuring } from "#test/support/count-turns.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { kqlTest } from "#workers/tools/teams/chat-kql-test.ts";
import { createChatMatcher } from "#workers/tools/teams/match-chat.ts";
import { said } from "./chat-world.ts";

const zone = { nowMs: Date.parse("2026-11-27T12:00:00Z"), zone: async () => "UTC" };
const chat = { isOneOnOne: false, members: new Map() };

/** None of them is in a message, so each is looked for in the whole of it. */
const absent = (words: number) => Array.from({ length: words }, (_, at) => `-absent${at}`).join(" ");

const matcherOf = async (kql: string) => await createChatMatcher({ shown: {} }, await kqlTest(kql, zone));

describe("messages of chats that are read one by one", () => {
  // proves A2
  it("are split into words once, not for each word of the query", async () => {
    const messages = Array.from({ length: 25 }, (_, minute) => said(minute, "considerable ".repeat(2_000)));
    const [one, many] = [await matcherOf(absent(1)), await matcherOf(absent(40))];
    expect(await many(messages, chat)).toHaveLength(25);
    await one(messages, chat);
    const cpuMs = { one: await ownCpuMs(() => one(messages, chat)), many: await ownCpuMs(() => many(messages, chat)) };
    expect(cpuMs.many / cpuMs.one).toBeLessThan(15);
  });

  // proves A2
  it("are searched for at most 40 words and phrases", async () => {
    await expect(kqlTest(absent(41), zone)).rejects.toEqual(
      refusedAs("invalid_input", "has 41 words and phrases, of which at most 40 can be looked for"),
    );
  });

  // Accents and width don't matter.
  it.each([
    ["muller", "Frau Müller", 1],
    ["MÜLLER", "Frau Mu\u0308ller", 1],
    ["ＡＢＣ", "Plan abc", 1],
    ["ガラス", "ｶﾞﾗｽの見積", 1],
    ['"quarterly report"', "The quarterly-report, please", 1],
    ['"quarterly rep"', "The quarterly (report)", 1],
    ['"見積"', "ガラスの見積書", 1],
    ['"ລາວ"', "ພາສາລາວ", 1],
    ['"quarterly report"', "The report is quarterly", 0],
    ['"port"', "The report", 0],
    ['"ताब"', "एक किताब", 0],
  ])("are looked for by %s in %j, and found %i times", async (query, text, times) => {
    const matching = await matcherOf(query);
    expect(await matching([said(1, text)], chat)).toHaveLength(times);
  });

  it("have an attachment where it is a file, not the message that they answer", async () => {
    const matching = await matcherOf("hasattachment:true");
    const messages = ["reference", "messageReference"].map((contentType, minute) =>
      said(minute, "x", { attachments: [{ contentType, name: "report.pdf" }] }),
    );
    expect(await matching(messages, chat)).toEqual(messages.slice(0, 1));
  });

  it("are for oneself in the chat with oneself", async () => {
    const matching = await createChatMatcher({ shown: {}, recipient: "anna@contoso.com" }, undefined);
    const anna = { userId: "anna", displayName: "Anna", email: "anna@contoso.com" };
    const message = said(1, "x", { from: { user: { id: "anna" } } });
    expect(await matching([message], { isOneOnOne: true, members: new Map([["anna", anna]]) })).toEqual([message]);
  });

  it("are of the time that their id says where Graph gives none", async () => {
    const writtenMs = Date.parse("2026-11-27T09:00:00Z");
    const message = said(1, "x", { id: `${writtenMs}`, createdDateTime: undefined });
    const since = async (afterMs: number) =>
      await (await createChatMatcher({ shown: {}, afterMs }, undefined))([message], chat);
    expect(await since(writtenMs)).toEqual([message]);
    expect(await since(writtenMs + 1)).toEqual([]);
  });

  it("are searched in several turns of the event loop where cards or subjects are long", async () => {
    const long = { attachments: [{ name: "card", content: "word ".repeat(20_000) }] };
    const messages = Array.from({ length: 4 }, (_, minute) => said(minute, "x", long));
    const matching = await matcherOf("word");
    const turns = await turnsDuring(async () => expect(await matching(messages, chat)).toHaveLength(4));
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
