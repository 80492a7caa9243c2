import { expect, it } from "vitest";
import { listedHere, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart } from "#workers/tools/paging/walk-pages.ts";

const walk = { hits: [], next: walkStart(), returned: 0, listed: 0 };

it.each([
  [1, "1 message is listed", "1 match was looked through"],
  [2, "2 messages are listed", "2 matches were looked through"],
])("an answer that has a part of a list counts what is listed, or was looked through: %i", (count, listed, looked) => {
  const newest = listedHere(count, { things: "messages", order: "newest first" });
  expect(newest).toBe(`${listed} here, newest first; go on with nextCursor.`);
  const short = shortAnswer({ ...walk, examined: count }, { limit: 25, items: "matches" });
  expect(short).toBe(`${looked} for this answer; go on with nextCursor.`);
});
