import { DateTime } from "luxon";
import { recapUri, transcriptUri } from "#workers/tools/calendar/meeting-token.ts";
import { readSchedules } from "#workers/tools/calendar/schedules.ts";
import { fakeContext } from "../fake-context.ts";
import { call, each, isThere, type Json, listIn, type Reading, read, timeOf, unless, valueAt } from "./reading.ts";

const zones: Readonly<Record<string, string>> = { "Pacific Standard Time": "America/Los_Angeles", UTC: "UTC" };

/** A moment of Graph as callers get it. */
function utc(moment: unknown): string | undefined {
  const [dateTime, zone] = [valueAt(moment, "dateTime"), String(valueAt(moment, "timeZone"))];
  if (!isThere(dateTime)) return undefined;
  return DateTime.fromISO(String(dateTime), { zone: zones[zone] ?? "unknown" })
    .toUTC()
    .toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

const ofEvent = {
  id: "id",
  subject: "subject",
  startUtc: ({ start }: Json) => utc(start),
  endUtc: ({ end }: Json) => utc(end),
  showAs: "showAs",
  importance: "importance",
  sensitivity: "sensitivity",
  isAllDay: "isAllDay",
  isCancelled: "isCancelled",
  isOrganizer: "isOrganizer",
  response: "responseStatus/response",
  webLink: "webLink",
  isOnlineMeeting: "isOnlineMeeting",
  onlineMeetingUrl: "onlineMeeting/joinUrl",
};

/** All places of an event, as one text. */
const places = (event: Json) => {
  const names = [valueAt(event, "location/displayName"), valueAt(event, "locations/*/displayName")].flat();
  return [...new Set(names.filter(isThere))].join("; ");
};

const eventHits: Reading = {
  of: [
    "calendar/calendar-list-calendarview",
    "calendar/user-list-calendarview",
    "calendar/user-list-events",
    "calendar/calendar-list-events/02",
    "calendar/event-list-instances",
  ],
  seen: (_events, example) => {
    const dates = { afterDateTime: "2019-01-01", beforeDateTime: "2020-01-01", limit: 25 };
    return listIn(call("outlook_calendar_search", dates, { answers: () => example }), "events");
  },
  promised: {
    ...ofEvent,
    organizer: "organizer/emailAddress/address",
    organizerName: "organizer/emailAddress/name",
    "attendees/*": "attendees/*/emailAddress/address",
    location: places,
    summary: "bodyPreview",
    recurrence: ({ type }) => unless("singleInstance", type),
    seriesMasterUri: ({ seriesMasterId: id }) =>
      isThere(id) ? `calendar:///events/${encodeURIComponent(String(id))}` : undefined,
  },
};

const events: Reading = {
  of: [
    "calendar/event-get",
    ...["02", "03", "04"].map((number) => `calendar/outlook-calendar-online-meetings/${number}`),
  ],
  seen: each((event) => read("calendar:///events/AAMk", () => event)),
  promised: {
    "event/subject": "subject",
    "event/start": ({ start }) => timeOf(utc(start)),
    "event/end": ({ end }) => timeOf(utc(end)),
    "event/isOrganizer": ({ isOrganizer }) => unless(false, isOrganizer),
    "event/webLink": "webLink",
    "event/onlineMeetingUrl": "onlineMeeting/joinUrl",
    "event/organizer/name": "organizer/emailAddress/name",
    "event/organizer/address": "organizer/emailAddress/address",
    "event/attendees/*/name": "attendees/*/emailAddress/name",
    "event/attendees/*/address": "attendees/*/emailAddress/address",
    "event/attendees/*/response": "attendees/*/status/response",
    "event/attendees/*/proposedNewTime/start": ({ attendees }) =>
      [attendees].flat().map((attendee) => timeOf(utc(valueAt(attendee, "proposedNewTime/start")))),
    "event/location": places,
    "event/createdDateTime": ({ createdDateTime }) => timeOf(createdDateTime),
    "event/lastModifiedDateTime": ({ lastModifiedDateTime }) => timeOf(lastModifiedDateTime),
    "event/originalTimeZone": ({ originalStartTimeZone }) => unless("UTC", originalStartTimeZone),
    "body/content": "body/content",
  },
};

const schedules: Reading = {
  of: [
    "calendar/calendar-getschedule",
    "calendar/outlook-get-free-busy-schedule",
    "mail/outlook-get-free-busy-schedule",
  ],
  seen: (people, example) => {
    const emails = people.map(({ scheduleId }) => String(scheduleId));
    const slots = String(people[0]?.availabilityView).length;
    return readSchedules(emails, { startMs: 0, slots }, fakeContext({ answers: () => example }));
  },
  promised: {
    email: "scheduleId",
    view: "availabilityView",
    "workingHours/daysOfWeek": "workingHours/daysOfWeek",
    "workingHours/startTime": "workingHours/startTime",
    "workingHours/endTime": "workingHours/endTime",
    "workingHours/timeZone/name": "workingHours/timeZone/name",
    "workingHours/timeZone/bias": "workingHours/timeZone/bias",
  },
};

const joinUrl = "https://teams.microsoft.com/l/meetup-join/x/0";

const made = { id: "t", createdDateTime: "2026-11-24T09:00:00Z" };
/** What was said in a meeting, when Graph answers with it, these transcripts or these words. */
function readTranscript({ meeting = { id: "m" }, transcripts = [made], words = "WEBVTT" }: Json) {
  const answers = (path: string) => ({ value: path.endsWith("transcripts") ? transcripts : [meeting] });
  const download = { bytes: new TextEncoder().encode(String(words)), mediaType: "text/vtt" };
  return call("read_resource", { uri: transcriptUri({ joinUrl }) }, { answers, download });
}

const meetings: Reading = {
  of: ["01", "02", "03"].map((number) => `meetings/onlinemeeting-get/${number}`),
  seen: each((meeting) => readTranscript({ meeting })),
  promised: {
    "meetingTranscript/meeting/id": "id",
    "meetingTranscript/meeting/subject": "subject",
    "meetingTranscript/meeting/startDateTime": ({ startDateTime }) => timeOf(startDateTime),
    "meetingTranscript/meeting/endDateTime": ({ endDateTime }) => timeOf(endDateTime),
    "meetingTranscript/meeting/joinWebUrl": "joinWebUrl",
  },
};

const transcripts: Reading = {
  of: ["meetings/onlinemeeting-list-transcripts", "meetings/calltranscript-get/01"],
  // The earliest comes first.
  seen: async (made) =>
    [...(await listIn(readTranscript({ transcripts: made }), "meetingTranscript/transcripts"))].reverse(),
  promised: {
    id: "id",
    createdDateTime: ({ createdDateTime }) => timeOf(createdDateTime),
    endDateTime: ({ endDateTime }) => timeOf(endDateTime),
  },
};

const transcriptWords: Reading = {
  of: ["meetings/calltranscript-get/02"],
  resourcesIn: (words) => [{ words }],
  seen: each(readTranscript),
  promised: { "body/content": "words" },
};

/** Who attended, when Graph answers with these reports, or with these records. */
async function readAttendance({ reports = [{ id: "r" }], records = [] }: Json) {
  const asked: string[] = [];
  const answers = (path: string) => {
    asked.push(path);
    if (path.endsWith("/attendanceReports")) return { value: reports };
    return { value: path.endsWith("/attendanceRecords") ? records : [{ id: "m" }] };
  };
  const scopes = ["OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All"];
  return { asked, answer: await call("read_resource", { uri: recapUri({ joinUrl }) }, { answers, scopes }) };
}

const attendanceReports: Reading = {
  of: ["meetings/meetingattendancereport-list"],
  // Without times the last is meant; each is asked for by its id.
  seen: each(async (report) => ({ path: (await readAttendance({ reports: [report] })).asked.at(-1) })),
  promised: { path: ({ id }) => `/me/onlineMeetings/m/attendanceReports/${id}/attendanceRecords` },
};

const attendance: Reading = {
  of: ["meetings/attendancerecord-list"],
  seen: (records) => listIn(readAttendance({ records }), "answer/meetingRecap/attended"),
  promised: {
    name: "identity/displayName",
    address: "emailAddress",
    role: "role",
    "times/*/from": (record) => [valueAt(record, "attendanceIntervals/*/joinDateTime")].flat().map(timeOf),
    "times/*/to": (record) => [valueAt(record, "attendanceIntervals/*/leaveDateTime")].flat().map(timeOf),
  },
};

export const calendarReadings = [
  eventHits,
  events,
  schedules,
  meetings,
  transcripts,
  transcriptWords,
  attendanceReports,
  attendance,
];
