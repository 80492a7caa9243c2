import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { refusedAs } from "#test/support/tool-error-of.ts";
import { timeOf } from "./local-time.ts";

/** `de 2026-11-23 gestern`: where what is meant starts, on Tuesday November 24, 2026 at 11:30 in Berlin. */
const phrases = readFileSync(join(import.meta.dirname, "other-phrases.txt"), "utf8")
  .trim()
  .split("\n");

describe("phrases that people write in ten languages", () => {
  it("are twenty of each", () => {
    const languages = phrases.map((line) => line.slice(0, 2));
    expect(Object.values(Object.groupBy(languages, (each) => each)).map((each) => each?.length)).toEqual(
      Array(10).fill(20),
    );
  });

  it.each(phrases)("are right or refused: %s", async (line) => {
    const [, meant, ...words] = line.split(" ");
    const phrase = words.join(" ");
    const meaning = await timeOf(phrase).catch(() => undefined);
    if (meaning === undefined) {
      const advice = "Write ISO 8601, such as 2026-11-24 or 2026-11-24T11:00+01:00.";
      await expect(timeOf(phrase)).rejects.toEqual(refusedAs("invalid_input", advice));
    } else expect(meaning.split("..")[0]).toBe(meant);
  });
});
