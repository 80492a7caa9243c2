import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { findQuotedHistory } from "#workers/text/mail-attribution.ts";

describe("a line that says who wrote", () => {
  it.each([
    ["quoted lines up to the end", "Yes.\n\nAda wrote:\n> No?\n\n> Really?\n\n", 6],
    ["one quoted line", "Yes.\nOn Monday Ada wrote:\n>No?", 5],
    ["a quote that quotes another", "Yes.\nAda wrote:\n> Bo wrote:\n>> No?", 5],
  ])("begins the history where it stands above %s", (_what, text, expected) => {
    expect(findQuotedHistory(text)).toBe(expected);
  });

  it.each([
    ["nothing", "Yes.\nAda wrote:\n\n"],
    ["words of the same message", "Yes.\nAda wrote:\nNo?"],
    ["a quote that is answered below", "Yes.\nAda wrote:\n> No?\nReally."],
    ["the history and nothing stands above it", "Ada wrote:\n> No?"],
  ])("begins none where it stands above %s", (_what, text) => {
    expect(findQuotedHistory(text)).toBeUndefined();
  });

  it("is looked for in time that grows with the text, however many lines there are like it", async () => {
    const cpuMs = await ownCpuMs(() => {
      expect(findQuotedHistory("wrote\n".repeat(30_000))).toBeUndefined();
      expect(findQuotedHistory(`${"wrote\n".repeat(30_000)}> quoted`)).toBe(6 * 29_999);
    });
    expect(cpuMs).toBeLessThan(2_000);
  });
});
