import { describe, expect, it } from "vitest";
import { readCalendarEvent } from "#workers/tools/resources/read-calendar-event.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const whole = {
  id: "whole",
  subject: "Review",
  start: { dateTime: "2026-11-25T09:00:00.0000000", timeZone: "UTC" },
  end: { dateTime: "2026-11-25T10:00:00.0000000", timeZone: "UTC" },
};

describe.each<[string, object]>([
  ["no start and end", { start: null, end: null }],
  ["no dateTime", { start: { dateTime: null, timeZone: "UTC" }, end: { timeZone: "UTC" } }],
])("an event with %s", (_what, times) => {
  const damaged = { id: "damaged", subject: "Imported", ...times };
  const contextOf = (answer: unknown) => fakeContext({ nowIso: "2026-11-24T10:30:00Z", answers: () => answer });

  it("is found without times, and the others with theirs", async () => {
    const asked = { detail: "full", afterDateTime: "2026-11-01" };
    const { events } = await callTool("outlook_calendar_search", asked, contextOf({ value: [damaged, whole] }));
    expect(events).toMatchObject([{ subject: "Imported" }, { subject: "Review", startUtc: "2026-11-25T09:00:00Z" }]);
    for (const name of ["start", "end", "startUtc", "endUtc"]) expect(events[0]).not.toHaveProperty(name);
  });

  it("is read without times", async () => {
    const uri = { kind: "calendar-event", eventId: "damaged", owner: undefined } as const;
    const { event } = (await readCalendarEvent(uri, contextOf(damaged), {})) as { event: object };
    expect(event).toMatchObject({ subject: "Imported" });
    expect(event).not.toHaveProperty("start");
  });
});
