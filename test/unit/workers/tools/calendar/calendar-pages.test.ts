import { expect, it } from "vitest";
import { calendarSegments } from "#workers/tools/calendar/calendar-query.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const next = "https://graph.test/v1.0/me/calendarView?$skip=1";
const event = (id: string) => ({ id, subject: "Lunch" });

/** The requests of a search without dates, in order: the coming year has two pages, the past one has one. */
async function requestsOf(input: object): Promise<string[]> {
  const context = fakeContext({
    answers: (_path, { query = {} }) =>
      String(query.$orderby).endsWith("desc")
        ? { value: [event("past")] }
        : { value: [event("soon")], "@odata.nextLink": next },
    pages: { [next]: { value: [event("later")] } },
  });
  const { events } = await callTool("outlook_calendar_search", { detail: "full", ...input }, context);
  expect(events.map(({ id }) => id)).toEqual(["soon", "later", "past"]);
  return context.calls.map(({ method, url }) =>
    method === "NEXT" ? "more to come" : url.includes("desc") ? "past" : "to come",
  );
}

it("asks side by side for what is to come and what is over when events are compared with a query", async () => {
  expect(await requestsOf({ query: "lunch" })).toEqual(["to come", "past", "more to come"]);
  expect(await requestsOf({})).toEqual(["to come", "more to come", "past"]);
});

const midnight = "2026-03-10T00:00:00.0000000";

it.each([
  ["America/New_York", "2026-03-10T04:00:00Z"],
  ["Pacific/Honolulu", "2026-03-10T10:00:00Z"],
  ["UTC", "2026-03-10T00:00:00Z"],
  ["Asia/Tokyo", "2026-03-09T15:00:00Z"],
])(
  "in %s, yesterday's all-day event is in the past alone, and one that lasts until today is not there again",
  (zone, today) => {
    const todayMs = Date.parse(today);
    const day = 86_400_000;
    const range = { afterMs: todayMs - 5 * day, beforeMs: todayMs + 5 * day };
    const past = calendarSegments({ ...range, todayMs, order: "upcoming", terms: [], zone }).at(-1);
    const event = (end: string) => ({
      id: "1",
      isAllDay: true,
      start: { dateTime: "2026-03-09T00:00:00.0000000", timeZone: "UTC" },
      end: { dateTime: end, timeZone: "UTC" },
    });
    expect(past?.isRepeat(event(midnight))).toBe(false);
    expect(past?.isRepeat(event("2026-03-11T00:00:00.0000000"))).toBe(true);
  },
);
