import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import type { availableTimesOf, suggestionsOf } from "#workers/tools/calendar/find-times.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { callTool } from "../call-tool.ts";
import { bad, bob, hoursIn, me, type OfficePerson, office, thursday } from "./office.ts";

async function find(input: Record<string, unknown>, context: ToolContext) {
  const output = await callTool("find_meeting_availability", { detail: "full", ...input }, context);
  return output as ReturnType<typeof suggestionsOf>;
}

/** What is found on Thursday, where these people have calendars. */
const onThursday = (input: Record<string, unknown>, people: Readonly<Record<string, OfficePerson>> = {}) =>
  find({ ...input, ...thursday }, office(people).context);

const starts = (output: Awaited<ReturnType<typeof find>>) =>
  output.meetingTimeSuggestions.map(({ startUtc }) => startUtc);

const crowd = (people: number) => Array.from({ length: people }, (_, at) => `p${at}@contoso.com`);

const busyAllDay = { taken: [["2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z", "2"]] } as const;

describe("find_meeting_availability asks Graph", () => {
  it("for the schedules of the user and the others in slots of 15 minutes, in UTC", async () => {
    const { context, bodies } = office();
    await find({ participants: [bob], ...thursday }, context);
    expect(bodies).toEqual([
      {
        schedules: [me, bob],
        startTime: { dateTime: "2026-11-25T23:00:00", timeZone: "UTC" },
        endTime: { dateTime: "2026-11-26T23:00:00", timeZone: "UTC" },
        availabilityViewInterval: 15,
      },
    ]);
    expect(context.calls.at(-1)?.url).toBe("/me/calendar/getSchedule");
  });

  it("for at most 20 people and 42 days at a time", async () => {
    const { context, bodies } = office();
    await find({ participants: crowd(30), afterDateTime: "2026-12-01", beforeDateTime: "2027-03-01" }, context);
    expect(bodies).toHaveLength(6);
    for (const { schedules, startTime, endTime } of bodies) {
      expect(schedules.length).toBeLessThanOrEqual(20);
      const days = (Date.parse(endTime.dateTime) - Date.parse(startTime.dateTime)) / 86_400_000;
      expect(days).toBeLessThanOrEqual(42);
    }
    expect(new Set(bodies.flatMap(({ schedules }) => schedules)).size).toBe(31);
  });

  it("for each person once, and never for the user as a participant", async () => {
    const { context, bodies } = office();
    const participants = ["ME@contoso.com", "me@contoso.onmicrosoft.com", " Bob@contoso.com ", bob];
    await find({ participants }, context);
    expect(bodies[0]?.schedules).toEqual([me, "Bob@contoso.com"]);
  });

  it.each([
    [{ afterDateTime: "2026-11-26T09:00:00Z", beforeDateTime: "2026-11-26T15:00:00Z" }, "2026-11-26T09:00:00"],
    [{ afterDateTime: "tomorrow", beforeDateTime: "friday" }, "2026-11-24T23:00:00"],
    [{ afterDateTime: "monday" }, "2026-11-29T23:00:00"],
    [{ afterDateTime: "2026-11-01", beforeDateTime: "2026-12-01" }, "2026-11-24T10:30:00"],
    [{}, "2026-11-24T10:30:00"],
  ])("from the time that %j means, never from the past", async (input, start) => {
    const { context, bodies } = office();
    await find(input, context);
    expect(bodies[0]?.startTime.dateTime).toBe(start);
  });
});

describe("find_meeting_availability suggests", () => {
  it("times when all are free, in the user's zone and in UTC, in the form of the hosted connector", async () => {
    const people = {
      [me]: { taken: [["2026-11-26T08:00:00Z", "2026-11-26T13:00:00Z", "2"]] },
      [bob]: { taken: [["2026-11-26T13:30:00Z", "2026-11-26T14:00:00Z", "3"]] },
    } as const;
    const output = await onThursday({ participants: [bob], duration: 60 }, people);
    expect(output).toMatchObject({ emptySuggestionsReason: "", unavailableParticipants: [], moreSuggestions: false });
    expect(output).not.toHaveProperty("incomplete");
    expect(output.meetingTimeSuggestions).toEqual([
      {
        meetingTimeSlot: {
          start: { dateTime: "2026-11-26T15:00:00", timeZone: "Europe/Berlin" },
          end: { dateTime: "2026-11-26T16:00:00", timeZone: "Europe/Berlin" },
        },
        startUtc: "2026-11-26T14:00:00Z",
        endUtc: "2026-11-26T15:00:00Z",
        confidence: 100,
        everyoneAvailable: true,
        organizerAvailability: "free",
        attendeeAvailability: [{ attendee: { emailAddress: { address: bob } }, availability: "free" }],
      },
      expect.objectContaining({ startUtc: "2026-11-26T15:00:00Z" }),
    ]);
  });

  it("times when all are free before those when somebody is tentative", async () => {
    const taken = [
      ["2026-11-26T08:00:00Z", "2026-11-26T12:00:00Z", "1"],
      ["2026-11-26T13:00:00Z", "2026-11-26T16:00:00Z", "2"],
    ] as const;
    const output = await onThursday({ participants: [bob], duration: 60 }, { [bob]: { taken } });
    const told = output.meetingTimeSuggestions.map(
      ({ startUtc, confidence, everyoneAvailable }) => `${startUtc?.slice(11, 16)} ${confidence} ${everyoneAvailable}`,
    );
    expect(told).toEqual(["12:00 100 true", "08:00 75 false", "09:00 75 false", "10:00 75 false", "11:00 75 false"]);
    expect(output).not.toHaveProperty("note");
  });

  it("times within everybody's working hours in their own zones, unless told otherwise", async () => {
    const people = { "kei@contoso.com": { hours: hoursIn("Tokyo Standard Time", "09:00:00", "18:00:00") } };
    const ask = { participants: ["kei@contoso.com"], duration: 30, maxCandidates: 50 };
    expect(starts(await onThursday(ask, people))).toEqual(["2026-11-26T08:00:00Z", "2026-11-26T08:30:00Z"]);
    const anyTime = await onThursday({ ...ask, workingHoursOnly: false }, people);
    expect(anyTime.meetingTimeSuggestions).toHaveLength(48);
    expect(starts(anyTime).slice(0, 3)).toEqual([
      "2026-11-26T08:00:00Z",
      "2026-11-26T08:30:00Z",
      "2026-11-26T00:00:00Z",
    ]);
    expect(anyTime.meetingTimeSuggestions[0]).not.toHaveProperty("outsideWorkingHours");
    expect(anyTime.meetingTimeSuggestions[2]?.outsideWorkingHours).toEqual([me]);
    expect(anyTime.meetingTimeSuggestions.at(-1)?.outsideWorkingHours).toEqual([me, "kei@contoso.com"]);
  });

  it.each([
    ["Europe/Berlin", "W. Europe Standard Time", "2026-03-27", ["08:00", "07:00"]],
    ["America/New_York", "Eastern Standard Time", "2026-10-30", ["13:00", "14:00"]],
  ])("the same time of day in %s before and after the clocks change", async (timeZone, name, friday, expected) => {
    const monday = new Date(Date.parse(friday) + 4 * 86_400_000).toISOString().slice(0, 10);
    const { context } = office(
      { [me]: { hours: hoursIn(name, "09:00:00", "09:30:00") } },
      { nowIso: "2026-01-01T00:00:00Z", timeZone },
    );
    const output = await find({ afterDateTime: friday, beforeDateTime: monday }, context);
    expect(output.meetingTimeSuggestions.map(({ startUtc }) => startUtc?.slice(11, 16))).toEqual(expected);
    for (const { meetingTimeSlot } of output.meetingTimeSuggestions) {
      expect(meetingTimeSlot.start.dateTime).toMatch(/T09:00:00$/);
    }
  });

  it("the earliest times when there are more than wanted, and says that there are", async () => {
    const output = await onThursday({ duration: 30, maxCandidates: 3 });
    expect(starts(output)).toEqual(["2026-11-26T08:00:00Z", "2026-11-26T08:30:00Z", "2026-11-26T09:00:00Z"]);
    expect(output.moreSuggestions).toBe(true);
  });

  it("times at a quarter of an hour if no half hour fits", async () => {
    const taken = [
      ["2026-11-26T08:00:00Z", "2026-11-26T09:15:00Z", "2"],
      ["2026-11-26T09:45:00Z", "2026-11-26T16:00:00Z", "2"],
    ] as const;
    expect(starts(await onThursday({}, { [me]: { taken } }))).toEqual(["2026-11-26T09:15:00Z"]);
  });

  it("times that suit most people if none suits all, and says so", async () => {
    const busy = "busy@contoso.com";
    const output = await onThursday({ participants: [busy, bob] }, { [busy]: busyAllDay });
    expect(output.meetingTimeSuggestions[0]).toMatchObject({
      everyoneAvailable: false,
      confidence: 67,
      attendeeAvailability: [{ availability: "busy" }, { availability: "free" }],
    });
    expect(output.note).toMatch(/^No time suits everybody within everybody's working hours/);
  });

  it.each([
    [me, "OrganizerUnavailable"],
    [bob, "AttendeesUnavailable"],
  ])("nothing, with the reason, when %s is never free", async (email, reason) => {
    const output = await onThursday({ participants: [bob] }, { [email]: busyAllDay });
    expect(output).toMatchObject({ meetingTimeSuggestions: [], emptySuggestionsReason: reason });
    expect(output.note).toMatch(/^No time was found/);
  });

  it("nothing for the organizer if there are no participants and the time is outside working hours", async () => {
    const weekend = { afterDateTime: "2026-11-28", beforeDateTime: "2026-11-30" };
    const output = await find({ participants: [], ...weekend }, office().context);
    expect(output).toMatchObject({ meetingTimeSuggestions: [], emptySuggestionsReason: "OrganizerUnavailable" });
    expect(output.note).toContain("workingHoursOnly false");
  });
});

describe("find_meeting_availability is not affected by one bad mailbox", () => {
  it.each([
    ["ErrorMailRecipientNotFound", "unknown_mailbox"],
    ["ErrorNoFreeBusyAccess", "not_readable"],
    ["ErrorTimeoutExpired", "timed_out"],
    ["ErrorResultSetTooBig", "too_many_events"],
    ["ErrorSomethingNew", "failed"],
  ])("for %s with the verdict %s", async (error, verdict) => {
    const output = await onThursday({ participants: [bad, bob] }, { [bad]: { error } });
    expect(output.meetingTimeSuggestions[0]).toMatchObject({
      everyoneAvailable: false,
      attendeeAvailability: [{ availability: "unknown" }, { availability: "free" }],
    });
    expect(output).not.toHaveProperty("note");
    const message = expect.stringMatching(/^[A-Z].*\.$/);
    expect(output.unavailableParticipants).toEqual([{ email: bad, verdict, message }]);
    expect(output.incomplete?.reason).toContain(`${bad} (${verdict})`);
  });

  it("when Exchange returns nothing for it", async () => {
    const output = await onThursday({ participants: [bad] }, { [bad]: { view: "" } });
    expect(output.unavailableParticipants).toMatchObject([{ verdict: "not_readable" }]);
  });

  it.each([
    ["unavailable", "timed_out"],
    ["forbidden", "failed"],
    ["not_found", "failed"],
    ["invalid_input", "failed"],
  ] as const)("when the whole request fails because of it: %s", async (code, verdict) => {
    const { context, bodies } = office({ [bad]: { fails: new ToolError(code, "slow") } });
    const output = await find({ participants: [bob, bad, "eva@contoso.com"], ...thursday }, context);
    expect(output.unavailableParticipants).toMatchObject([{ email: bad, verdict }]);
    const states = output.meetingTimeSuggestions[0]?.attendeeAvailability.map(({ availability }) => availability);
    expect(states).toEqual(["free", "unknown", "free"]);
    expect(bodies).toHaveLength(5);
  });

  it("when it is the only one of the last request", async () => {
    const people = { "p19@contoso.com": { fails: new Error("Graph refused a request") } };
    const output = await onThursday({ participants: crowd(20) }, people);
    expect(output.unavailableParticipants).toMatchObject([{ email: "p19@contoso.com", verdict: "failed" }]);
  });

  it("but fails as a whole, after few requests, if Graph fails", async () => {
    const down = { fails: new ToolError("unavailable", "Microsoft 365 is not answering") };
    const participants = crowd(19);
    const all = Object.fromEntries([me, ...participants].map((email) => [email, down]));
    const { context, bodies } = office(all);
    await expect(find({ participants, ...thursday }, context)).rejects.toMatchObject({ code: "unavailable" });
    expect(bodies).toHaveLength(4);
  });

  it("but still reports throttling, and asks for nobody else then", async () => {
    const { context, bodies } = office({ "p0@contoso.com": { fails: new ToolError("rate_limited", "wait") } });
    await expect(find({ participants: crowd(99) }, context)).rejects.toMatchObject({ code: "rate_limited" });
    expect(bodies).toHaveLength(3);
  });

  it("and names those whose working hours are unknown", async () => {
    const output = await onThursday({ participants: [bob] }, { [bob]: { hours: null } });
    expect(output.incomplete?.reason).toBe(`Working hours are not known of: ${bob}.`);
  });
});

it.each([
  [{ beforeDateTime: "2026-11-01" }, /which is in the past/],
  [{ duration: 120, afterDateTime: "2026-11-26T09:00:00Z", beforeDateTime: "2026-11-26T10:00:00Z" }, /120 minutes/],
  [{ afterDateTime: "2026-12-01", beforeDateTime: "2030-12-01" }, /period is too long/],
  [{ participants: crowd(19), afterDateTime: "2026-12-01", beforeDateTime: "2027-12-01" }, /period is too long/],
  [{ timeZone: "Nowhere" }, /timeZone/],
])("find_meeting_availability refuses %j with a reason", async (input, message) => {
  const refused = { code: "invalid_input", message: expect.stringMatching(message) };
  await expect(find(input, office().context)).rejects.toMatchObject(refused);
});

describe("outlook_find_available_time", () => {
  const worked = { afterDateTime: "2026-11-26T08:00:00Z", beforeDateTime: "2026-11-26T16:00:00Z" };
  const room = "fuji@contoso.com";
  async function findShort(input: Record<string, unknown>, people: Readonly<Record<string, OfficePerson>> = {}) {
    const asked = { detail: "full", ...input };
    const output = await callTool("outlook_find_available_time", asked, office(people).context);
    return output as ReturnType<typeof availableTimesOf>;
  }

  it("tells the user's time, and times around what a room and people are booked for", async () => {
    const booked = [["2026-11-26T08:00:00Z", "2026-11-26T14:00:00Z", "2"]] as const;
    const asked = { participants: [room], durationMinutes: 60, maxCandidates: 1, ...worked };
    const output = await findShort(asked, { [room]: { taken: booked } });
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
    const people = { [bad]: { error: "ErrorMailRecipientNotFound" } };
    const output = await findShort({ participants: [bad], ...worked }, people);
    expect(output.unavailableParticipants).toEqual([bad]);
    expect(output.incomplete?.reason).toContain(`${bad} (unknown_mailbox)`);
    expect(output.availableTimes.length).toBeGreaterThan(0);
  });

  it("needs no participant, and leaves out what says nothing", async () => {
    const output = await findShort({ maxCandidates: 50, ...worked });
    const names = Object.keys(output).sort().join(" ");
    expect(names).toBe("availableTimes nowDateTime searched unavailableParticipants");
    expect(output.availableTimes).toHaveLength(16);
  });

  it("says who would work outside their hours, where those are to be looked at", async () => {
    const evening = { afterDateTime: "2026-11-26T17:00:00Z", beforeDateTime: "2026-11-26T18:00:00Z" };
    const found = await findShort({ ...evening, workingHoursOnly: false });
    expect(found.availableTimes[0]?.outsideWorkingHours).toEqual([me]);
    expect(await findShort(evening)).toMatchObject({
      availableTimes: [],
      note: expect.stringContaining("workingHoursOnly false"),
    });
  });
});
