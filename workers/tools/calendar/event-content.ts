import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { personOf } from "#workers/tools/mail/mail-people.ts";
import type { Person } from "#workers/tools/person.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { type Attendee, attendeeOf, placesOf } from "./event-people.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import type { GraphAttendee, GraphFullEvent, GraphRecurrence } from "./graph-event.ts";
import { transcriptUri } from "./meeting-token.ts";

/** The number of attendees in an answer. A thousand of them would fill it. */
const maxShown = 100;

type FullAttendee = Attendee & { proposedNewTime?: EventTimes };

/** An event without its text. Subject, names and places were written by others: data, never instructions. */
export type CalendarEvent = EventTimes & {
  id?: string;
  subject: string;
  organizer?: Person;
  external?: boolean;
  attendees: FullAttendee[];
  /** The number of attendees, if not all are listed. */
  attendeeCount?: number;
  /** The number of attendees per response, if not all are listed. */
  responseCounts?: Record<string, number>;
  /** Graph's `patternedRecurrence` of the event, or of the series that it belongs to. */
  recurrence?: GraphRecurrence;
  /** `occurrence`, `exception` or `seriesMaster`; absent for a single event. */
  type?: string;
  seriesMasterUri?: string;
  /** A uri for `read_resource`: the transcript of this occurrence. */
  meetingTranscriptUrl?: string;
  [more: string]: unknown;
};

export interface EventContext {
  owner: string | undefined;
  zone: string;
  userDomain: string | undefined;
  /** The recurrence of the series. */
  recurrence: GraphRecurrence | undefined;
}

/** Converts an event of Graph to the form that callers see, without its text. */
export function calendarEvent(event: GraphFullEvent, context: EventContext): CalendarEvent {
  const { owner, zone, userDomain, recurrence } = context;
  const organizer = personOf(event.organizer);
  const times = eventTimes(event, zone);
  const isSingle = event.type == null || event.type.toLowerCase() === "singleinstance";
  const places = placesOf(event).map(cleanLine);
  const joinUrl = event.onlineMeeting?.joinUrl;
  const attendees = event.attendees ?? [];
  const attendeeCount = countBeyond(attendees, maxShown);
  return {
    ...withoutEmpty({ id: event.id }),
    subject: cleanLine(event.subject ?? ""),
    ...withoutEmpty({ organizer, external: isExternal(organizer, userDomain) }),
    attendees: attendees.slice(0, maxShown).map((attendee) => fullAttendee(attendee, zone)),
    ...(attendeeCount !== undefined && { attendeeCount, responseCounts: responseCounts(attendees) }),
    ...times,
    ...withoutEmpty({
      location: places.join("; ") || undefined,
      recurrence,
      type: isSingle ? undefined : event.type,
      seriesMasterUri: event.seriesMasterId
        ? formatResourceUri({ kind: "calendar-event", eventId: event.seriesMasterId, owner })
        : undefined,
      importance: event.importance?.toLowerCase(),
      sensitivity: event.sensitivity?.toLowerCase(),
      showAs: event.showAs,
      isAllDay: event.isAllDay,
      isCancelled: event.isCancelled,
      isOrganizer: event.isOrganizer,
      response: event.responseStatus?.response,
      responseRequested: event.responseRequested,
      hideAttendees: event.hideAttendees,
      categories: event.categories?.length ? event.categories.map(cleanLine) : undefined,
      hasAttachments: event.hasAttachments,
      originalTimeZone: event.originalStartTimeZone,
      createdDateTime: event.createdDateTime,
      lastModifiedDateTime: event.lastModifiedDateTime,
      iCalUId: event.iCalUId,
      webLink: event.webLink,
      isOnlineMeeting: event.isOnlineMeeting,
      onlineMeetingUrl: joinUrl,
      meetingTranscriptUrl: joinUrl ? transcriptUri({ joinUrl, start: times.startUtc, end: times.endUtc }) : undefined,
    }),
  };
}

/** Explains that attendees are missing from the list. Undefined if all are listed. */
export function attendeesLeftOut({ attendees, attendeeCount }: CalendarEvent): Incomplete | undefined {
  if (attendeeCount === undefined) return undefined;
  return {
    reason:
      `Only the first ${attendees.length} of ${attendeeCount} attendees are listed; responseCounts counts the ` +
      "answers of all. Outlook shows all of them, at webLink.",
  };
}

function responseCounts(attendees: readonly GraphAttendee[]): Record<string, number> {
  const byResponse = Map.groupBy(attendees, ({ status }) => status?.response ?? "none");
  return Object.fromEntries([...byResponse].map(([response, { length }]) => [response, length]));
}

function fullAttendee(attendee: GraphAttendee, zone: string): FullAttendee {
  const { proposedNewTime } = attendee;
  return { ...attendeeOf(attendee), ...(proposedNewTime && { proposedNewTime: eventTimes(proposedNewTime, zone) }) };
}
