import { cleanLine } from "#workers/text/clean-text.ts";
import { beginningOf } from "#workers/text/text-window.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { firstAddresses, personOf } from "#workers/tools/mail/mail-people.ts";
import { isExternal } from "#workers/tools/person.ts";
import { type ShownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { placesOf } from "./event-people.ts";
import { eventTimes, shortTimes } from "./event-times.ts";
import type { GraphEvent } from "./graph-event.ts";

/** The number of attendees in a hit. If there are more, `attendeeCount` has the full count. */
const maxAttendees = { full: 50, short: 10 };
const summaryTokens = 55;

export interface HitContext {
  owner: string | undefined;
  zone: string;
  offset: number;
  userDomain: string | undefined;
  fields: ShownFields;
}

/** Converts an event of Graph to a hit. Subject, names, places and summary were written by others. */
export function eventHit(event: GraphEvent, { owner, zone, offset, userDomain, fields }: HitContext) {
  const { isFull, ifFull, unless } = fields;
  const organizer = personOf(event.organizer);
  const attendees = firstAddresses(event.attendees, isFull ? maxAttendees.full : maxAttendees.short);
  const isSingle = event.type == null || event.type.toLowerCase() === "singleinstance";
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
    location: placesOf(event).map(cleanLine).join("; ") || undefined,
    summary: (isFull ? summary : beginningOf(summary, summaryTokens)) || undefined,
    importance: unless("normal", event.importance?.toLowerCase()),
    sensitivity: unless("normal", event.sensitivity?.toLowerCase()),
    showAs: unless("busy", event.showAs),
    isAllDay: unless(false, event.isAllDay),
    isCancelled: unless(false, event.isCancelled),
    isOrganizer: unless(false, event.isOrganizer),
    response: unless("organizer", event.responseStatus?.response),
    recurrence: isSingle ? undefined : event.type,
    seriesMasterUri: ifFull(seriesUri(event, owner)),
    categories: event.categories?.length ? event.categories.map(cleanLine) : undefined,
    hasAttachments: event.hasAttachments || undefined,
    webLink: ifFull(event.webLink),
    isOnlineMeeting: unless(false, event.isOnlineMeeting),
    onlineMeetingUrl: ifFull(event.onlineMeeting?.joinUrl),
    offset: ifFull(offset),
  });
}

function seriesUri({ seriesMasterId: eventId }: GraphEvent, owner: string | undefined): string | undefined {
  return eventId ? formatResourceUri({ kind: "calendar-event", eventId, owner }) : undefined;
}
