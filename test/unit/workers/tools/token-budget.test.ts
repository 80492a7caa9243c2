import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AnswerTokens, measureAnswers, measureChat } from "#test/bench/tokens/measure-answers.ts";
import { measureList } from "#test/bench/tokens/measure-list.ts";
import { hitBars, hitTools, listBars, mostOfAnswer, mostOfChat } from "#test/bench/tokens/token-bars.ts";
import { type Ask, type AskedDemo, startAskedDemo } from "#test/support/asked-demo.ts";
import { countedTokens } from "#test/support/count-tokens.ts";
import { questions } from "#test/tools/tools.ts";

let demo: AskedDemo;
let hana: Ask;

beforeAll(async () => {
  demo = await startAskedDemo();
  hana = await demo.as("hana.mori");
});
afterAll(() => demo?.close());

describe("what a model reads", () => {
  it("is at most 4,000 tokens of tools/list, of the guide's seven tools 2,500", () => {
    const { all, guide } = measureList();
    expect(all, "shorten descriptions, or let two tools share their words").toBeLessThanOrEqual(listBars.all);
    expect(guide).toBeLessThanOrEqual(listBars.guide);
  });

  describe.each(hitTools)("of %s", (tool) => {
    let short: AnswerTokens;
    beforeAll(async () => {
      short = await measureAnswers(hana, tool);
    });

    it("stays within the bar of a hit, for each hit that the demo's people find", () => {
      expect(short.hits.count).toBeGreaterThan(5);
      expect(short.hits.most).toBeLessThanOrEqual(hitBars[tool].most);
    });

    it("is a part of what detail full gives", async () => {
      const full = await measureAnswers(hana, tool, "full");
      const inBoth = Object.keys(short.fields).filter((name) => !name.endsWith("Count"));
      expect(Object.keys(full.fields)).toEqual(expect.arrayContaining(inBoth));
      expect(full.fields).toHaveProperty("id");
      expect(full.hits.mean).toBeGreaterThan(1.3 * short.hits.mean);
    });
  });

  it("is at most 1,500 of a chat of fifty messages", async () => {
    const { messages, all } = await measureChat(hana);
    expect(messages).toBe(50);
    expect(all).toBeLessThanOrEqual(mostOfChat);
  });

  it.each(questions)("is at most 300 characters of the cursor of a first page of %s", async (tool, asked) => {
    for (const question of asked.filter(({ limit }: { limit?: number }) => limit === undefined)) {
      const { nextCursor = "" } = (await hana(tool, question)) as { nextCursor?: string };
      expect(nextCursor.length, JSON.stringify(question)).toBeLessThanOrEqual(300);
    }
  });

  it.each(questions)("is at most 20,000 tokens of an answer of %s", async (tool, asked) => {
    for (const question of asked) {
      expect(countedTokens(await hana(tool, question)), JSON.stringify(question)).toBeLessThanOrEqual(mostOfAnswer);
    }
  });
});
