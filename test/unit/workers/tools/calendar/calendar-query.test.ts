import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { turnsDuring } from "#test/support/count-turns.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";
import { charactersOf, eventGrammar, eventTest } from "#workers/tools/calendar/calendar-query.ts";
import type { GraphEvent } from "#workers/tools/calendar/graph-event.ts";
import { severalInEvents } from "#workers/tools/calendar/outlook-calendar-search.ts";
import { foldText, searchableText, termTest } from "#workers/tools/query/searchable-text.ts";
import { readTerms } from "#workers/tools/query/terms.ts";

/** An event whose attendees have this as their name many times over, and the last one the word itself. */
function eventWith(name: string): GraphEvent {
  const attendees = Array.from({ length: 200 }, (_, at) => ({
    emailAddress: { name: name.repeat(110), address: `a${at}@example.com` },
  }));
  return {
    id: "1",
    start: undefined,
    end: undefined,
    attendees: [...attendees, { emailAddress: { name: "1", address: "b@example.com" } }],
  };
}

describe("events are compared with the words of a query", () => {
  // proves A1
  it("in milliseconds, also where words of an attendee have them inside a thousand times", async () => {
    const isMatch = eventTest({ terms: readTerms("1 ".repeat(40), eventGrammar) });
    const event = eventWith("x1");
    const cpuMs = await ownCpuMs(() => {
      for (let events = 0; events < 100; events += 1) expect(isMatch(event)).toBe(true);
    });
    expect(cpuMs).toBeLessThan(1_000);
  });

  // proves A36
  it("which count for turns of the event loop with all of their texts", () => {
    const none = { id: "1", start: undefined, end: undefined };
    const place = { displayName: "x".repeat(1_000) };
    const person = { emailAddress: { name: "x".repeat(1_000) } };
    const texts = [{ location: place }, { locations: [place] }, { categories: [place.displayName] }];
    for (const text of [...texts, { organizer: person }, { attendees: [person] }, { subject: place.displayName }]) {
      expect(charactersOf({ ...none, ...text }), Object.keys(text)[0]).toBeGreaterThanOrEqual(1_000);
    }
  });

  // proves A36
  it("and leave other calls time while people are looked for of whom a name was meant", async () => {
    const events = new Array(10).fill(eventWith("x1 "));
    expect(await turnsDuring(() => severalInEvents(events, { attendee: "x1", organizer: undefined }))).toBeGreaterThan(
      3,
    );
  });

  it("where a word begins with them, and anywhere in scripts without spaces", async () => {
    const piece = fc.constantFrom("a", "b1", "-", "#", " ", "é", "検査", "計", "कि", "ab", "1", "(", "_", "\u0000");
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => foldText(pieces.join("")));
    await fc.assert(
      fc.property(text, text, (where, term) => {
        fc.pre(term !== "" && !term.includes("\u0000"));
        expect(termTest(term)(searchableText(where))).toBe(occurs(where.replaceAll("\u0000", " "), term));
      }),
      { numRuns: runs(20_000) },
    );
  });

  it("of which there are at most 40", () => {
    const read = (words: number) => readTerms("1 ".repeat(words), eventGrammar);
    expect(read(40)).toHaveLength(40);
    const message = expect.stringContaining("has 41 words and phrases");
    expect(() => read(41)).toThrow(expect.objectContaining({ code: "invalid_input", message }));
  });
});

/** The same, place by place. */
function occurs(text: string, term: string): boolean {
  const isWordFirst = /^[\p{L}\p{N}]/u.test(term) && !/^\p{sc=Han}/u.test(term);
  return [...text].some((_, at, characters) => {
    if (!characters.slice(at).join("").startsWith(term)) return false;
    return !isWordFirst || at === 0 || !/[\p{L}\p{M}\p{N}]/u.test(characters[at - 1] ?? "");
  });
}
