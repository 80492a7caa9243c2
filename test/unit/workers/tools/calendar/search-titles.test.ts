import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const owner = "tom@contoso.com";
const at = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: "UTC" });
const lunch = {
  status: "busy",
  isPrivate: false,
  subject: "Let's go for lunch",
  location: "Harry's Bar",
  start: at("2026-11-25T11:00:00"),
  end: at("2026-11-25T12:00:00"),
};
const review = { ...lunch, subject: "Review", location: "", start: at("2026-11-26T09:00:00") };
const bare = { status: "busy", start: at("2026-11-25T08:00:00"), end: at("2026-11-25T09:00:00") };
const secret = { ...bare, isPrivate: true };

/** A search of a calendar that Graph closes, where free/busy has these items. */
function closedCalendar(scheduleItems: unknown[] | Error, refusal = new ToolError("forbidden", "No access.")) {
  const context = fakeContext({
    nowIso: "2026-11-24T10:30:00Z",
    timeZone: "Europe/Berlin",
    answers(path, { fromCaller }: GraphRequest) {
      if (path !== "/me/calendar/getSchedule") return refusal;
      if (fromCaller !== "address") return new Error("a bug of ours");
      return scheduleItems instanceof Error ? scheduleItems : { value: [{ scheduleId: owner, scheduleItems }] };
    },
  });
  const search = async (input: object) => {
    return await callTool("outlook_calendar_search", { detail: "full", calendarOwnerEmail: owner, ...input }, context);
  };
  return { search, context };
}

describe("a calendar of which only free/busy times with titles are shared", () => {
  it.each(["forbidden", "not_found"] as const)("is searched by what is shared, and says so, after %s", async (code) => {
    const { search } = closedCalendar([review, secret, lunch], new ToolError(code, "No access."));
    const { events, incomplete, moreResults } = await search({});
    expect(moreResults).toBe(false);
    expect(events).toMatchObject([
      { subject: "", sensitivity: "private", showAs: "busy", startUtc: "2026-11-25T08:00:00Z" },
      {
        subject: "Let's go for lunch",
        location: "Harry's Bar",
        start: { dateTime: "2026-11-25T12:00:00", timeZone: "Europe/Berlin" },
      },
      { subject: "Review" },
    ]);
    for (const event of events) expect(event).not.toHaveProperty("uri");
    expect(incomplete?.reason).toMatch(/only times, titles and places are shared .*2026-11-24T.* to 2027-01-05T/);
  });

  it("is compared with the query, and paged by offset", async () => {
    const { search } = closedCalendar([lunch, review]);
    expect(await search({ query: "review" })).toMatchObject({ events: [{ subject: "Review" }], moreResults: false });
    expect(await search({ limit: 1 })).toMatchObject({ events: [{ offset: 0 }], moreResults: true, nextOffset: 1 });
    expect(await search({ limit: 1, offset: 1 })).toMatchObject({
      events: [{ subject: "Review", offset: 1 }],
      moreResults: false,
    });
  });
});

describe("a calendar that is not shared", () => {
  it.each<[string, unknown[] | Error]>([
    ["only busy times are known", [bare]],
    ["nothing is known", []],
    ["its schedule is refused", new ToolError("not_found", "Nobody.")],
    ["its address is refused", new ToolError("invalid_input", "No id.")],
  ])("is refused in the same words when %s", async (_what, items) => {
    expect(await toolErrorOf(closedCalendar(items).search({}))).toEqual(
      refusedAs("not_found", /does not exist, or is not shared with you/),
    );
  });

  it("is not called so while Graph asks for a pause", async () => {
    const pause = new ToolError("rate_limited", "Later.");
    expect(await toolErrorOf(closedCalendar(pause).search({}))).toBe(pause);
  });
});
