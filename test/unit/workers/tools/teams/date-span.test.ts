import { describe, expect, it } from "vitest";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import { readDateSpan } from "#workers/tools/teams/chat-kql-test.ts";

/** Tuesday. */
const nowMs = Date.parse("2026-11-24T10:30:00Z");
const zone = { nowMs, zone: async () => "Asia/Tokyo" };
const inTokyo = (text: string) => Date.parse(`${text.padEnd(16, "T00:00")}+09:00`);

describe("the time that a date in a query names", () => {
  it.each([
    ["last week", "2026-11-16", "2026-11-23"],
    ["2026-10", "2026-10-01", "2026-11-01"],
    ["2026-10-05..2026-10-07", "2026-10-05", "2026-10-08"],
    ["10月1日..10月15日", "2026-10-01", "2026-10-16"],
    ["先月..先週", "2026-10-01", "2026-11-23"],
    ["yesterday morning", "2026-11-23T06:00", "2026-11-23T12:00"],
    ["last 2 hours", "2026-11-24T17:30", "2026-11-24T19:30"],
    ["昨日の15時", "2026-11-23T15:00", "2026-11-23T15:00:01"],
  ])("lasts as long as what it names, and a moment a second: %s", async (text, first, end) => {
    expect(await readDateSpan(text, zone)).toEqual({ fromMs: inTokyo(first), toMs: inTokyo(end) });
  });

  it.each([
    ["since Monday", "begins. Write sent>=2026-11-22T15:00:00.000Z,"],
    ["until Friday", "ends. Write sent<2026-11-20T15:00:00.000Z,"],
  ])("is refused, with what to write, if it says one end only: %s", async (text, reason) => {
    expect((await toolErrorOf(readDateSpan(text, zone))).message).toContain(reason);
  });
});
