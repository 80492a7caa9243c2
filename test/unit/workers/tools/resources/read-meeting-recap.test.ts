import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { lacking } from "#test/support/tool-error-of.ts";
import { recapUri } from "#workers/tools/calendar/meeting-token.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const [notes, attendance, recordings] = [
  "OnlineMeetingAiInsight.Read.All",
  "OnlineMeetingArtifact.Read.All",
  "OnlineMeetingRecording.Read.All",
];
const joinUrl = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0";
const first = { createdDateTime: "2026-11-17T09:01:00Z", endDateTime: "2026-11-17T09:31:00Z" };
const second = { createdDateTime: "2026-11-24T09:02:00Z", endDateTime: "2026-11-24T09:42:00Z" };
const report = (id: string, { createdDateTime, endDateTime }: typeof first) => ({
  id,
  meetingStartDateTime: createdDateTime,
  meetingEndDateTime: endDateTime,
  attendanceRecords: [],
});
const meeting = "/me/onlineMeetings/m=";
const insights = "/copilot/users/u-me/onlineMeetings/m=/aiInsights";
const link = "https://graph.microsoft.com/v1.0/x/content";

const held: Readonly<Record<string, unknown>> = {
  "/me/onlineMeetings": { value: [{ id: "m=", subject: "Sync\u200b" }] },
  [insights]: {
    value: [
      { id: "i2", ...second },
      { id: "i1", ...first },
    ],
  },
  [`${insights}/i1`]: {
    id: "i1",
    ...first,
    meetingNotes: [{ title: "Permits", text: "Filed.", subpoints: [{ title: "When", text: "On Monday" }] }],
    actionItems: [{ title: "Drawing", text: "Send it\nto the electrician", ownerDisplayName: "Daniel" }],
    viewpoint: {
      mentionEvents: [
        {
          eventDateTime: "2026-11-17T09:05:00Z",
          speaker: { user: { displayName: "Hana" } },
          transcriptUtterance: "Yuki, please look.",
        },
      ],
    },
  },
  [`${insights}/i2`]: { id: "i2", ...second },
  [`${meeting}/attendanceReports`]: { value: [report("r2", second), report("r1", first)] },
  [`${meeting}/attendanceReports/r1/attendanceRecords`]: {
    value: [
      {
        emailAddress: "eve@fabrikam.example",
        role: "Presenter",
        identity: { displayName: "Eve" },
        attendanceIntervals: [
          { joinDateTime: "2026-11-17T09:01:00Z", leaveDateTime: "2026-11-17T09:10:00Z" },
          { joinDateTime: "2026-11-17T09:12:00Z", leaveDateTime: null },
        ],
      },
    ],
  },
  [`${meeting}/attendanceReports/r2/attendanceRecords`]: { value: [] },
  [`${meeting}/recordings`]: { value: [{ ...second }, { ...first, recordingContentUrl: link }] },
};

function read(times: object, changes: Readonly<Record<string, unknown>> = {}, options: FakeContextOptions = {}) {
  const context = fakeContext({
    timeZone: "Europe/Berlin",
    userDomain: "contoso.com",
    answers: (path) => ({ ...held, ...changes })[path],
    ...options,
  });
  return { context, answer: callTool("read_resource", { uri: recapUri({ joinUrl, ...times }) }, context) };
}

const ofFirst = { start: "2026-11-17T09:00:00Z", end: "2026-11-17T09:30:00Z" };
const refusal = new ToolError("forbidden", "Graph's word.");

describe("read_resource of the recap of a meeting", () => {
  it("gives notes, action items and mentions, who was there from when to when, and what was recorded", async () => {
    const { context, answer } = read(ofFirst);
    const { meetingRecap, body, incomplete } = await answer;
    expect(meetingRecap).toEqual({
      meeting: { subject: "Sync", startDateTime: "2026-11-17T10:00+01:00", endDateTime: "2026-11-17T10:30+01:00" },
      recordings: [{ from: "2026-11-17T10:01+01:00", to: "2026-11-17T10:31+01:00", minutes: 30, contentUrl: link }],
      attended: [
        {
          name: "Eve",
          address: "eve@fabrikam.example",
          external: true,
          role: "presenter",
          times: [{ from: "2026-11-17T10:01+01:00", to: "2026-11-17T10:10+01:00" }, { from: "2026-11-17T10:12+01:00" }],
        },
      ],
    });
    expect(body?.content).toBe(
      [
        "## Notes\n\n- Permits: Filed.\n  - When: On Monday\n",
        "## Action items\n\n- Drawing: Send it to the electrician (Daniel)\n",
        "## The user was mentioned\n\n- 2026-11-17T10:05+01:00 Hana: Yuki, please look.",
      ].join("\n"),
    );
    expect(incomplete).toBeUndefined();
    expect(context.calls).toHaveLength(6);
  });

  it("is of the last time where the uri has no times", async () => {
    const { meetingRecap } = await read({}).answer;
    expect(meetingRecap?.recordings).toMatchObject([{ from: "2026-11-24T10:02+01:00" }]);
  });

  it("is never of another time than the one that is asked for", async () => {
    const { meetingRecap, body, incomplete } = await read({
      start: "2026-12-01T09:00:00Z",
      end: "2026-12-01T09:30:00Z",
    }).answer;
    expect(meetingRecap).toMatchObject({ recordings: [], attended: [] });
    expect(body).toBeUndefined();
    expect(incomplete?.reason).toMatch(
      /Copilot made no notes.*of other times: 2026-11-17T09:01:00Z to.*no attendance/s,
    );
  });

  it.each([
    [insights, /no Microsoft 365 Copilot licence.*a Teams administrator can allow it/, { attended: [{}] }],
    [`${meeting}/attendanceReports`, /only organizers of a meeting may/, { recordings: [{}] }],
    [`${meeting}/recordings`, /Whether the meeting was recorded can't be read/, { attended: [{}] }],
  ])("says why where Graph refuses %s, and gives the rest", async (path, said, rest) => {
    for (const refused of [refusal, new ToolError("not_found", "Nothing.")]) {
      const { meetingRecap, incomplete } = await read(ofFirst, { [path]: refused }).answer;
      expect(incomplete?.reason).toMatch(said);
      expect(incomplete).not.toHaveProperty("missingScopes");
      expect(meetingRecap).toMatchObject(rest);
    }
  });

  it("is not asked of Copilot in another cloud, and that is said", async () => {
    const { context, answer } = read(ofFirst, {}, { cloud: "usgov" });
    expect((await answer).incomplete?.reason).toMatch(/in its worldwide cloud only/);
    expect(context.calls.filter(({ url }) => url.startsWith("/copilot"))).toEqual([]);
  });

  it("needs one of them", async () => {
    await expect(read(ofFirst, {}, { scopes: ["OnlineMeetings.Read"] }).answer).rejects.toEqual(
      lacking(notes, attendance, recordings),
    );
  });

  it("ends where an error concerns more than a part of it", async () => {
    const limited = new ToolError("rate_limited", "slow down", { retryAfterSeconds: 7 });
    await expect(read(ofFirst, { [insights]: limited }).answer).rejects.toBe(limited);
    await expect(read({ start: ofFirst.start }).answer).rejects.toMatchObject({ code: "invalid_input" });
  });
});
