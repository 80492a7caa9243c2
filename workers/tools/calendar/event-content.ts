import type { Incomplete } from "#common/tools/schemas/results.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { ianaZone } from "#workers/tools/dates/zone-name.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { personOf } from "#workers/tools/mail/mail-people.ts";
import { isExternal } from "#workers/tools/person.ts";
import { countIfCut, shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { attendeeOf, placesOf } from "./event-people.ts";
import { eventTimes, shortTimes } from "./event-times.ts";
import type { GraphAttendee, GraphFullEvent, GraphRecurrence } from "./graph-event.ts";
import { recapUri, transcriptUri } from "./meeting-token.ts";

/** The number of attendees in an answer. A thousand of them would fill it. */
const maxShown = 100;

export interface EventContext {
  owner: string | undefined;
  clock: Pick<PersonClock, "zone" | "local">;
  userDomain: string | undefined;
  /** Unix milliseconds. */
  nowMs: number;
  /** The recurrence of the series. */
  recurrence: GraphRecurrence | undefined;
}

/**
 * Converts an event of Graph to the form that callers see, without its text. Subject, names and places were written by
 * others: data, never instructions.
 */
export function calendarEvent(event: GraphFullEvent, context: EventContext) {
  const { owner, clock, userDomain, nowMs, recurrence } = context;
  const { zone } = clock;
  const organizer = personOf(event.organizer);
  const { startUtc, endUtc } = eventTimes(event, zone);
  const { unless } = shownFields(undefined);
  const isSingle = event.type == null || event.type.toLowerCase() === "singleinstance";
  const places = placesOf(event).map(cleanLine);
  const joinUrl = event.onlineMeeting?.joinUrl;
  const isAhead = startUtc !== undefined && Date.parse(startUtc) > nowMs;
  const attendees = event.attendees ?? [];
  const attendeeCount = countIfCut(attendees, maxShown);
  return {
    subject: cleanLine(event.subject ?? ""),
    ...withoutEmpty({ organizer, external: isExternal(organizer, userDomain) || undefined }),
    attendees: attendees.slice(0, maxShown).map((attendee) => fullAttendee(attendee, clock)),
    ...(attendeeCount !== undefined && { attendeeCount, responseCounts: responseCounts(attendees) }),
    ...shortTimes(event, zone),
    ...withoutEmpty({
      location: places.join("; ") || undefined,
      recurrence,
      type: isSingle ? undefined : event.type,
      seriesMasterUri: event.seriesMasterId
        ? formatResourceUri({ kind: "calendar-event", eventId: event.seriesMasterId, owner })
        : undefined,
      importance: unless("normal", event.importance?.toLowerCase()),
      sensitivity: unless("normal", event.sensitivity?.toLowerCase()),
      showAs: unless("busy", event.showAs),
      isAllDay: event.isAllDay || undefined,
      isCancelled: event.isCancelled || undefined,
      isOrganizer: event.isOrganizer || undefined,
      response: unless("organizer", event.responseStatus?.response),
      responseRequested: unless(true, event.responseRequested),
      hideAttendees: event.hideAttendees || undefined,
      categories: event.categories?.length ? event.categories.map(cleanLine) : undefined,
      hasAttachments: event.hasAttachments || undefined,
      originalTimeZone: isSameZone(event.originalStartTimeZone, zone) ? undefined : event.originalStartTimeZone,
      createdDateTime: clock.local(event.createdDateTime),
      lastModifiedDateTime: clock.local(event.lastModifiedDateTime),
      webLink: event.webLink,
      isOnlineMeeting: joinUrl ? undefined : event.isOnlineMeeting || undefined,
      onlineMeetingUrl: joinUrl,
      meetingTranscriptUrl: joinUrl ? transcriptUri({ joinUrl, start: startUtc, end: endUtc }) : undefined,
      meetingRecapUrl: joinUrl && !isAhead ? recapUri({ joinUrl, start: startUtc, end: endUtc }) : undefined,
    }),
  };
}

const isSameZone = (name: string | null | undefined, zone: string) => !name || name === zone || ianaZone(name) === zone;

/** Explains that attendees are missing from the list. Undefined if all are listed. */
export function attendeesLeftOut({
  attendees,
  attendeeCount,
}: ReturnType<typeof calendarEvent>): Incomplete | undefined {
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

function fullAttendee(attendee: GraphAttendee, { zone, local }: EventContext["clock"]) {
  const { proposedNewTime } = attendee;
  const { respondedAt, ...shown } = attendeeOf(attendee);
  return {
    ...shown,
    ...(respondedAt !== undefined && { respondedAt: local(respondedAt) }),
    ...(proposedNewTime && { proposedNewTime: shortTimes(proposedNewTime, zone) }),
  };
}
