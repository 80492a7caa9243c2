import { describe, expect, it } from "vitest";
import type { availableTimesOf, suggestionsOf } from "#workers/tools/calendar/find-times.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { callTool } from "../call-tool.ts";
import { office } from "./office.ts";

const thursday = { afterDateTime: "2026-11-26T08:00:00Z", beforeDateTime: "2026-11-26T16:00:00Z" };
const room = "fuji@contoso.com";

async function find(input: Record<string, unknown>, context: ToolContext) {
  return (await callTool("outlook_find_available_time", { detail: "full", ...input }, context)) as ReturnType<
    typeof availableTimesOf
  >;
}

describe("outlook_find_available_time", () => {
  it("tells the user's time, and times around what a room and people are booked for", async () => {
    const booked = [["2026-11-26T08:00:00Z", "2026-11-26T14:00:00Z", "2"]] as const;
    const { context } = office({ [room]: { taken: booked } });
    const output = await find({ participants: [room], durationMinutes: 60, maxCandidates: 1, ...thursday }, context);
    expect(output).toEqual({
      nowDateTime: { dateTime: "2026-11-24T11:30:00", timeZone: "Europe/Berlin" },
      availableTimes: [
        {
          start: { dateTime: "2026-11-26T15:00:00", timeZone: "Europe/Berlin" },
          end: { dateTime: "2026-11-26T16:00:00", timeZone: "Europe/Berlin" },
          confidence: 100,
          organizerAvailability: "free",
          attendeeAvailability: [{ email: room, availability: "free" }],
        },
      ],
      unavailableParticipants: [],
      moreTimes: true,
      searched: {
        after: "2026-11-26T09:00:00+01:00 (Europe/Berlin)",
        before: "2026-11-26T17:00:00+01:00 (Europe/Berlin)",
      },
    });
  });

  it("names whose calendar could not be read, and why, and still finds times", async () => {
    const { context } = office({ "gone@contoso.com": { error: "ErrorMailRecipientNotFound" } });
    const output = await find({ participants: ["gone@contoso.com"], ...thursday }, context);
    expect(output.unavailableParticipants).toEqual(["gone@contoso.com"]);
    expect(output.incomplete?.reason).toContain("gone@contoso.com (unknown_mailbox)");
    expect(output.availableTimes.length).toBeGreaterThan(0);
  });

  it("needs no participant, and leaves out what says nothing", async () => {
    const output = await find({ maxCandidates: 50, ...thursday }, office({}).context);
    const names = Object.keys(output).sort().join(" ");
    expect(names).toBe("availableTimes nowDateTime searched unavailableParticipants");
    expect(output.availableTimes).toHaveLength(16);
  });

  it("says who would work outside their hours, where those are to be looked at", async () => {
    const evening = { afterDateTime: "2026-11-26T17:00:00Z", beforeDateTime: "2026-11-26T18:00:00Z" };
    const found = await find({ ...evening, workingHoursOnly: false }, office({}).context);
    expect(found.availableTimes[0]?.outsideWorkingHours).toEqual(["me@contoso.com"]);
    const none = await find(evening, office({}).context);
    expect(none).toMatchObject({ availableTimes: [], note: expect.stringContaining("workingHoursOnly false") });
  });

  it("finds the very times of find_meeting_availability", async () => {
    const people = { "bob@contoso.com": { taken: [["2026-11-26T09:00:00Z", "2026-11-26T10:00:00Z", "1"]] as const } };
    const asked = { participants: ["bob@contoso.com"], maxCandidates: 50, ...thursday };
    const short = await find({ ...asked, durationMinutes: 45 }, office(people).context);
    const found = await callTool(
      "find_meeting_availability",
      { ...asked, detail: "full", duration: 45 },
      office(people).context,
    );
    const long = found as ReturnType<typeof suggestionsOf>;
    expect(short.availableTimes.map(({ start, confidence }) => [start, confidence])).toEqual(
      long.meetingTimeSuggestions.map(({ meetingTimeSlot, confidence }) => [meetingTimeSlot.start, confidence]),
    );
  });
});
