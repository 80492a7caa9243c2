import { createHash } from "node:crypto";
import { DateTime } from "luxon";
import {
  type Attendee,
  type CalendarEvent,
  iCalUIdOf,
  type MeetingRecord,
  occurrenceStart,
  type Response,
  type ShowAs,
} from "#test/fake-tenant/data/calendar/calendar-store.ts";
import { ewsIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import { type Preferences, second } from "#test/fake-tenant/graph/graph-call.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { dateTimeIn, windowsName } from "./time-zones.ts";

export interface EventView {
  prefer: Preferences;
  /** Somebody else's private meeting shows when it is, and no more. */
  own: boolean;
}

type Writer = (event: CalendarEvent, view: EventView) => unknown;

const never = "0001-01-01T00:00:00Z";
const isHidden = ({ meeting }: CalendarEvent, { own }: EventView) => !own && meeting.sensitivity !== "normal";

const isOrganizer = ({ owner, meeting }: CalendarEvent) => meeting.organizer === owner;

function subjectOf(event: CalendarEvent, view: EventView): string {
  if (isHidden(event, view)) return "Private Appointment";
  const subject = event.exception?.subject ?? event.meeting.subject;
  return event.meeting.isCancelled && !isOrganizer(event) ? `Canceled: ${subject}` : subject;
}

const htmlOf = (event: CalendarEvent, view: EventView) =>
  isHidden(event, view) ? "" : (event.exception?.html ?? event.meeting.html);
const placeOf = (event: CalendarEvent, view: EventView) =>
  isHidden(event, view) ? "" : (event.exception?.location ?? event.meeting.location);

/** How an owner answered; nobody answers their own meeting. */
function responseOf(owner: UserRecord, meeting: MeetingRecord): Response {
  if (meeting.organizer === owner) return "organizer";
  const address = (owner.mail ?? owner.userPrincipalName).toLowerCase();
  return meeting.attendees.find((one) => one.address.toLowerCase() === address)?.response ?? "notResponded";
}

/** What a meeting does to its owner's free/busy. */
export function showAsOf({ owner, meeting }: CalendarEvent): ShowAs {
  if (meeting.isCancelled) return "free";
  const response = responseOf(owner, meeting);
  if (response === "declined") return "free";
  return response === "organizer" || response === "accepted" ? meeting.showAs : "tentative";
}

/** Start or end: an all-day meeting is midnight to midnight in whatever zone is asked for. */
function when(event: CalendarEvent, milliseconds: number, { prefer }: EventView) {
  const zone = prefer.timeZone ?? "UTC";
  if (!event.meeting.isAllDay) return dateTimeIn(milliseconds, zone);
  const day = DateTime.fromMillis(milliseconds, { zone: event.meeting.timeZone }).toISODate();
  return { dateTime: `${day}T00:00:00.0000000`, timeZone: zone };
}

const attendeeJson = ({ name, address, type, response, respondedAt }: Attendee) => ({
  type,
  status: {
    response: response === "notResponded" ? "none" : response,
    time: respondedAt === null ? never : second(respondedAt),
  },
  emailAddress: { name, address },
});

const locationJson = (displayName: string) => ({
  displayName,
  locationType: "default",
  ...(displayName === "" ? {} : { uniqueId: displayName }),
  uniqueIdType: displayName === "" ? "unknown" : "private",
});

function recurrenceJson({ recurrence, startAt, timeZone }: MeetingRecord) {
  if (recurrence === null) return null;
  const day = DateTime.fromMillis(startAt, { zone: timeZone });
  return {
    pattern: {
      type: recurrence.pattern,
      interval: recurrence.interval,
      month: 0,
      dayOfMonth: 0,
      ...(recurrence.pattern === "weekly"
        ? { daysOfWeek: [day.setLocale("en").weekdayLong?.toLowerCase()], firstDayOfWeek: "sunday" }
        : {}),
      index: "first",
    },
    range: {
      type: "numbered",
      startDate: day.toISODate(),
      endDate: "0001-01-01",
      recurrenceTimeZone: windowsName(timeZone),
      numberOfOccurrences: recurrence.count,
    },
  };
}

const changeKey = ({ id }: CalendarEvent) => `${createHash("sha256").update(id).digest("base64").slice(0, 22)}AAA==`;

/** Every property, in the order in which Graph writes them. */
const writers: Record<string, Writer> = {
  id: (event, { prefer }) => (prefer.immutableIds ? event.immutableId : event.id),
  createdDateTime: ({ meeting }) => second(meeting.createdAt),
  lastModifiedDateTime: ({ meeting }) => second(meeting.createdAt + 5000),
  changeKey,
  categories: (event, view) => (isHidden(event, view) ? [] : event.meeting.categories),
  transactionId: () => null,
  originalStartTimeZone: ({ meeting }) => windowsName(meeting.timeZone),
  originalEndTimeZone: ({ meeting }) => windowsName(meeting.timeZone),
  iCalUId: ({ meeting }) => iCalUIdOf(meeting),
  reminderMinutesBeforeStart: () => 15,
  isReminderOn: () => true,
  hasAttachments: () => false,
  subject: subjectOf,
  bodyPreview: (event, view) => [...htmlToText(htmlOf(event, view))].slice(0, 255).join(""),
  importance: ({ meeting }) => meeting.importance,
  sensitivity: ({ meeting }) => meeting.sensitivity,
  isAllDay: ({ meeting }) => meeting.isAllDay,
  isCancelled: ({ meeting }) => meeting.isCancelled,
  isOrganizer,
  responseRequested: () => true,
  seriesMasterId: ({ masterId }) => masterId,
  showAs: showAsOf,
  type: ({ type }) => type,
  webLink: ({ id }) =>
    `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(ewsIdOf(id))}&exvsurl=1&path=/calendar/item`,
  onlineMeetingUrl: () => null,
  isOnlineMeeting: (event, view) => event.meeting.online !== null && !isHidden(event, view),
  onlineMeetingProvider: ({ meeting }) => (meeting.online?.isTeams === true ? "teamsForBusiness" : "unknown"),
  allowNewTimeProposals: () => true,
  isDraft: () => false,
  hideAttendees: () => false,
  responseStatus: ({ owner, meeting }) => {
    const response = responseOf(owner, meeting);
    return {
      response,
      time: response === "organizer" || response === "notResponded" ? never : second(meeting.createdAt + 3_600_000),
    };
  },
  body: (event, view) => ({ contentType: "html", content: htmlOf(event, view) }),
  start: (event, view) => when(event, event.startAt, view),
  end: (event, view) => when(event, event.endAt, view),
  location: (event, view) => locationJson(placeOf(event, view)),
  locations: (event, view) => (placeOf(event, view) === "" ? [] : [locationJson(placeOf(event, view))]),
  recurrence: (event) => (event.type === "seriesMaster" ? recurrenceJson(event.meeting) : null),
  attendees: (event, view) => (isHidden(event, view) ? [] : event.meeting.attendees.map(attendeeJson)),
  organizer: ({ meeting }) => ({ emailAddress: meeting.organizerAddress }),
  onlineMeeting: (event, view) =>
    event.meeting.online === null || isHidden(event, view) ? null : { joinUrl: event.meeting.online.joinUrl },
  originalStart: ({ meeting, number }) => (number === null ? null : second(occurrenceStart(meeting, number))),
};

const onRequest: ReadonlySet<string> = new Set(["originalStart"]);

export const eventProperties: ReadonlySet<string> = new Set(Object.keys(writers));
export const defaultEventProperties = Object.keys(writers).filter((name) => !onRequest.has(name));
/** What Calendars.ReadBasic does not cover. */
export const eventContent: ReadonlySet<string> = new Set(["body", "bodyPreview"]);

/** An event with the properties given, `id` always among them. */
export function eventJson(event: CalendarEvent, names: readonly string[], view: EventView): Record<string, unknown> {
  const chosen = new Set(["id", ...names]);
  const entries = Object.entries(writers).filter(([name]) => chosen.has(name));
  return {
    "@odata.etag": `W/"${changeKey(event)}"`,
    ...Object.fromEntries(entries.map(([name, write]) => [name, write(event, view)])),
  };
}
