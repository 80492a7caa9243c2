import { z } from "zod";
import { isExternal, type Person, personOf } from "../mail/mail-people.ts";
import { present } from "../present.ts";
import { formatResourceUri } from "../resources/resource-uri.ts";
import { cleanLine } from "../text/clean-text.ts";
import { type Attendee, attendeeOf, placesOf } from "./event-people.ts";
import { type EventTimes, eventTimes } from "./event-times.ts";
import type { GraphAttendee, GraphFullEvent, GraphRecurrence } from "./graph-event.ts";
import { transcriptUri } from "./meeting-token.ts";

type FullAttendee = Attendee & { proposedNewTime?: EventTimes };

/** An event without its text. Subject, names and places are words of others: data, never instructions. */
export type CalendarEvent = EventTimes & {
  id?: string;
  subject: string;
  organizer?: Person;
  external?: boolean;
  attendees: FullAttendee[];
  /** Graph's `patternedRecurrence`, of the series where the event is one occurrence of it. */
  recurrence?: GraphRecurrence;
  /** `occurrence`, `exception` or `seriesMaster`; absent for a single event. */
  type?: string;
  seriesMasterUri?: string;
  /** For `read_resource`: what was said in this occurrence. */
  meetingTranscriptUrl?: string;
  [more: string]: unknown;
};

/** What clients are told of it; the rest passes through. */
export const calendarEventSchema = z.looseObject({ subject: z.string() });

export interface EventContext {
  owner: string | undefined;
  zone: string;
  userDomain: string | undefined;
  /** Of the series. */
  recurrence: GraphRecurrence | undefined;
}

/** The event that callers see, without its text. */
export function calendarEvent(event: GraphFullEvent, context: EventContext): CalendarEvent {
  const { owner, zone, userDomain, recurrence } = context;
  const organizer = personOf(event.organizer);
  const times = eventTimes(event, zone);
  const isSingle = event.type == null || event.type.toLowerCase() === "singleinstance";
  const places = placesOf(event).map(cleanLine);
  const joinUrl = event.onlineMeeting?.joinUrl;
  return {
    ...present({ id: event.id }),
    subject: cleanLine(event.subject ?? ""),
    ...present({ organizer, external: isExternal(organizer, userDomain) }),
    attendees: (event.attendees ?? []).map((attendee) => fullAttendee(attendee, zone)),
    ...times,
    ...present({
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

function fullAttendee(attendee: GraphAttendee, zone: string): FullAttendee {
  const { proposedNewTime } = attendee;
  return { ...attendeeOf(attendee), ...(proposedNewTime && { proposedNewTime: eventTimes(proposedNewTime, zone) }) };
}
