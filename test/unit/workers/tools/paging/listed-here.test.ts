import { describe, expect, it } from "vitest";
import { listedHere, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart } from "#workers/tools/paging/walk-pages.ts";

const walk = { hits: [], next: walkStart(), returned: 0, listed: 0 };

describe("an answer that has a part of a list", () => {
  it.each([
    [1, "1 message is listed here, newest first; go on with nextCursor."],
    [2, "2 messages are listed here, newest first; go on with nextCursor."],
  ])("counts what is listed: %i", (count, reason) => {
    expect(listedHere(count, { things: "messages", order: "newest first" })).toBe(reason);
  });

  it.each([
    [1, "1 match was looked through for this answer; go on with nextCursor."],
    [2, "2 matches were looked through for this answer; go on with nextCursor."],
  ])("counts what was looked through: %i", (examined, reason) => {
    expect(shortAnswer({ ...walk, examined }, { limit: 25, items: "matches" })).toBe(reason);
  });
});
