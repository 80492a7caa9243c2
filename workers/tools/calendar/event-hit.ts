import type { z } from "zod";
import type { eventHitSchema } from "#common/tools/outlook-calendar-search.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { countBeyond } from "#workers/tools/count-beyond.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { addressesOf, isExternal, personOf } from "#workers/tools/mail/mail-people.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { placesOf } from "./event-people.ts";
import { eventTimes } from "./event-times.ts";
import type { GraphEvent } from "./graph-event.ts";

export type EventHit = z.input<typeof eventHitSchema>;

/** The number of attendees in a hit. If there are more, `attendeeCount` has the full count. */
const maxAttendees = 50;

export interface HitContext {
  owner: string | undefined;
  zone: string;
  offset: number;
  userDomain: string | undefined;
}

/** Converts an event of Graph to a hit. */
export function eventHit(event: GraphEvent, { owner, zone, offset, userDomain }: HitContext): EventHit {
  const organizer = personOf(event.organizer);
  const attendees = addressesOf(event.attendees);
  const isSingle = event.type == null || event.type.toLowerCase() === "singleinstance";
  return {
    ...(event.id && { uri: formatResourceUri({ kind: "calendar-event", eventId: event.id, owner }), id: event.id }),
    subject: cleanLine(event.subject ?? ""),
    ...withoutEmpty({
      organizer: organizer?.address ?? organizer?.name,
      organizerName: organizer?.name,
      external: isExternal(organizer, userDomain),
    }),
    attendees: attendees.slice(0, maxAttendees),
    ...withoutEmpty({ attendeeCount: countBeyond(attendees, maxAttendees) }),
    ...eventTimes(event, zone),
    ...withoutEmpty({
      location: placesOf(event).map(cleanLine).join("; ") || undefined,
      summary: cleanLine(event.bodyPreview ?? "") || undefined,
      importance: event.importance?.toLowerCase(),
      sensitivity: event.sensitivity?.toLowerCase(),
      showAs: event.showAs,
      isAllDay: event.isAllDay,
      isCancelled: event.isCancelled,
      isOrganizer: event.isOrganizer,
      response: event.responseStatus?.response,
      recurrence: isSingle ? undefined : event.type,
      seriesMasterUri: event.seriesMasterId
        ? formatResourceUri({ kind: "calendar-event", eventId: event.seriesMasterId, owner })
        : undefined,
      categories: event.categories?.length ? event.categories.map(cleanLine) : undefined,
      hasAttachments: event.hasAttachments || undefined,
      webLink: event.webLink,
      isOnlineMeeting: event.isOnlineMeeting,
      onlineMeetingUrl: event.onlineMeeting?.joinUrl,
    }),
    offset,
  };
}
