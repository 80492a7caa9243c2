import { createContext, Script } from "node:vm";
import { describe, expect, it } from "vitest";
import { parsersFor, warmUp } from "#workers/tools/dates/date-parsers.ts";
import { stoppable } from "#workers/tools/dates/stoppable.ts";

/** Takes years. */
const endless = () => /^(a+)+$/.test(`${"a".repeat(60)}b`);

describe("work that may be stopped", () => {
  it("gives its value, also undefined", async () => {
    expect(await stoppable(() => 7)).toEqual({ value: 7 });
    expect(await stoppable(() => undefined)).toEqual({ value: undefined });
  });

  it("fails with its own error", async () => {
    const own = new RangeError("own");
    await expect(stoppable(() => Promise.reject(own)).then((done) => done?.value)).rejects.toBe(own);
    await expect(
      stoppable(() => {
        throw own;
      }),
    ).rejects.toBe(own);
  });

  it("is stopped inside a regular expression", async () => {
    expect(await stoppable(endless)).toBeUndefined();
  });

  it("is tried again, since a first try may have waited for the processor", async () => {
    let tries = 0;
    const slowAtFirst = () => {
      tries += 1;
      return tries > 1 || endless();
    };
    expect(await stoppable(slowAtFirst)).toEqual({ value: true });
  });

  it("lets others have a turn between its tries", async () => {
    const turns: string[] = [];
    setImmediate(() => turns.push("other"));
    await stoppable(() => turns.push("work"));
    expect(turns).toEqual(["other", "work"]);
  });
});

describe("a parser that was stopped", () => {
  const dates = [
    "yesterday at 5pm",
    "gestern um 5 Uhr",
    "hace 3 semanas",
    "вчера",
    "2 дня назад",
    "три дні тому",
    "昨日",
  ];
  const long = ["дня ".repeat(40), "11min 1min ".repeat(200), "昨日の午後 12時 ".repeat(400)];

  it("understands the same dates as before, wherever it was stopped", async () => {
    const context = createContext({ work: () => {} });
    const script = new Script("work()");
    const parsersOf = async (text: string) => ({ text, parsers: (await parsersFor(text))?.parsers ?? [] });
    const known = await Promise.all(dates.map(parsersOf));
    const slow = await Promise.all(long.map(parsersOf));
    const understood = () => known.map(({ text, parsers }) => parsers.map((parser) => parser.parse(text, new Date(0))));
    for (const { parsers } of [...known, ...slow]) await warmUp(parsers);
    const before = JSON.stringify(understood());
    let stopped = 0;
    for (let tries = 0; tries < 60; tries += 1) {
      const one = slow[tries % slow.length];
      context.work = () => one?.parsers.map((parser) => parser.parse(one.text));
      try {
        script.runInContext(context, { timeout: 1 + (tries % 7) });
      } catch {
        stopped += 1;
      }
    }
    expect(stopped).toBeGreaterThan(20);
    expect(JSON.stringify(understood())).toBe(before);
  });
});
