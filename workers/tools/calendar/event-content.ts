import { cleanLine } from "#workers/text/clean-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import { ianaZone } from "#workers/tools/dates/graph-zone.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { firstAddresses, personOf } from "#workers/tools/mail/graph-mail.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { isExternal } from "#workers/tools/person.ts";
import { countIfCut, type ShownFields, shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { eventTimes, shortTimes } from "./event-times.ts";
import type { GraphAttendee, GraphEvent, GraphFullEvent, GraphRecurrence } from "./graph-event.ts";
import { recapUri, transcriptUri } from "./meeting-token.ts";

/** The number of attendees in an answer. A thousand of them would fill it. */
const maxShown = 100;

export interface EventContext {
  owner: string | undefined;
  clock: Pick<PersonClock, "zone" | "local">;
  userDomain: string | undefined;
  /** Unix milliseconds. */
  nowMs: number;
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
  const fields = shownFields(undefined);
  const joinUrl = event.onlineMeeting?.joinUrl;
  const isAhead = startUtc !== undefined && Date.parse(startUtc) > nowMs;
  const attendees = event.attendees ?? [];
  const attendeeCount = countIfCut(attendees, maxShown);
  return withoutEmpty({
    subject: cleanLine(event.subject ?? ""),
    organizer,
    external: isExternal(organizer, userDomain) || undefined,
    attendees: attendees.slice(0, maxShown).map((attendee) => shownAttendee(attendee, clock)),
    ...(attendeeCount !== undefined && { attendeeCount, responseCounts: responseCounts(attendees) }),
    ...shortTimes(event, zone),
    location: shownPlaces(event),
    recurrence,
    type: typeInSeries(event),
    seriesMasterUri: seriesUri(event, owner),
    ...stateOf(event, fields),
    responseRequested: fields.unless(true, event.responseRequested),
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
  });
}

const isSameZone = (name: string | null | undefined, zone: string) => !name || name === zone || ianaZone(name) === zone;

/** Explains that attendees are missing from the list. */
export const attendeesLeftOut = ({ attendees, attendeeCount }: ReturnType<typeof calendarEvent>): Gap =>
  attendeeCount !== undefined &&
  `Only the first ${attendees.length} of ${attendeeCount} attendees are listed; responseCounts counts the ` +
    "answers of all. Outlook shows all of them, at webLink.";

function responseCounts(attendees: readonly GraphAttendee[]): Record<string, number> {
  const byResponse = Map.groupBy(attendees, ({ status }) => status?.response ?? "none");
  return Object.fromEntries([...byResponse].map(([response, { length }]) => [response, length]));
}

/** The date that Graph uses for "never". */
const never = /^0001-01-01/;

/** An invited person or room, with the response. */
function shownAttendee(attendee: GraphAttendee, { zone, local }: EventContext["clock"]) {
  const { type, status, proposedNewTime } = attendee;
  const kind = type?.toLowerCase();
  return withoutEmpty({
    ...personOf(attendee),
    type: kind === "required" ? undefined : kind,
    response: status?.response,
    respondedAt: status?.time && !never.test(status.time) ? local(status.time) : undefined,
    proposedNewTime: proposedNewTime ? shortTimes(proposedNewTime, zone) : undefined,
  });
}

/** The number of attendees in a hit. If there are more, `attendeeCount` has the full count. */
const maxAttendees = { full: 50, short: 10 };
const summaryTokens = 55;

interface EventHitContext {
  owner: string | undefined;
  zone: string;
  offset: number;
  userDomain: string | undefined;
  fields: ShownFields;
}

/** Converts an event of Graph to a hit. Subject, names, places and summary were written by others. */
export function eventHit(event: GraphEvent, { owner, zone, offset, userDomain, fields }: EventHitContext) {
  const { isFull, ifFull, unless } = fields;
  const organizer = personOf(event.organizer);
  const attendees = firstAddresses(event.attendees, isFull ? maxAttendees.full : maxAttendees.short);
  const { start, end, startUtc, endUtc } = eventTimes(event, zone);
  const summary = cleanLine(event.bodyPreview ?? "");
  return withoutEmpty({
    uri: event.id ? formatResourceUri({ kind: "calendar-event", eventId: event.id, owner }) : undefined,
    id: ifFull(event.id || undefined),
    subject: cleanLine(event.subject ?? ""),
    organizer: organizer?.address ?? organizer?.name,
    organizerName: unless(organizer?.address, organizer?.name),
    external: unless(false, isExternal(organizer, userDomain)),
    attendees: fields.nonEmptyList(attendees.addresses),
    attendeeCount: attendees.count,
    ...(isFull ? { start, end } : shortTimes(event, zone)),
    startUtc: ifFull(startUtc),
    endUtc: ifFull(endUtc),
    location: shownPlaces(event),
    summary: (isFull ? summary : beginningOf(summary, summaryTokens)) || undefined,
    ...stateOf(event, fields),
    recurrence: typeInSeries(event),
    seriesMasterUri: ifFull(seriesUri(event, owner)),
    categories: event.categories?.length ? event.categories.map(cleanLine) : undefined,
    hasAttachments: event.hasAttachments || undefined,
    webLink: ifFull(event.webLink),
    isOnlineMeeting: unless(false, event.isOnlineMeeting),
    onlineMeetingUrl: ifFull(event.onlineMeeting?.joinUrl),
    offset: ifFull(offset),
  });
}

const stateOf = (event: GraphEvent, { unless }: ShownFields) => ({
  importance: unless("normal", event.importance?.toLowerCase()),
  sensitivity: unless("normal", event.sensitivity?.toLowerCase()),
  showAs: unless("busy", event.showAs),
  isAllDay: unless(false, event.isAllDay),
  isCancelled: unless(false, event.isCancelled),
  isOrganizer: unless(false, event.isOrganizer),
  response: unless("organizer", event.responseStatus?.response),
});

const shownPlaces = (event: GraphEvent) => placesOf(event).map(cleanLine).join("; ") || undefined;

/** What an event is of a series. Undefined for one that is of none. */
const typeInSeries = ({ type }: GraphEvent) => (type?.toLowerCase() === "singleinstance" ? undefined : type);

function seriesUri({ seriesMasterId: eventId }: GraphEvent, owner: string | undefined): string | undefined {
  return eventId ? formatResourceUri({ kind: "calendar-event", eventId, owner }) : undefined;
}

/** The names of all locations of an event, starting with the main one. */
export function placesOf({ location, locations }: GraphEvent): string[] {
  const names = [location, ...(locations ?? [])].map((place) => place?.displayName?.trim() ?? "");
  return [...new Set(names)].filter((name) => name !== "");
}
