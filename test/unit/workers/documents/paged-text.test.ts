import { expect, it } from "vitest";
import { createPagedText } from "#workers/documents/paged-text.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";

it("a reading has 500 pages at most", () => {
  const { first, last } = createPagedText(600, { startPage: 20 });
  expect([first, last]).toEqual([20, 519]);
});

it("a page that would make the text too long is left for the next reading, unless it is alone too long", () => {
  const enough = { skip: 0, size: 10 * maxTextCharacters };
  const page = "x".repeat(0.4 * maxTextCharacters);
  const pages = createPagedText(5, { enough });
  expect([page, page, page].map((text) => pages.add(text))).toEqual([true, true, false]);
  expect(pages.finish()).toMatchObject({ pages: [{ number: 1 }, { number: 2 }], hasMorePages: true });
  const long = createPagedText(5, { enough });
  expect(long.add(page.repeat(3))).toBe(false);
  expect(long.finish()).toMatchObject({ pages: [{ number: 1 }], hasMorePages: true });
});
