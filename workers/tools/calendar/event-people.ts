import { personOf } from "#workers/tools/mail/mail-people.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphAttendee, GraphEvent } from "./graph-event.ts";

/** The date that Graph uses for "never". */
const never = /^0001-01-01/;

/** An invited person or room, with the response. */
export function attendeeOf(attendee: GraphAttendee) {
  const { type, status } = attendee;
  const kind = type?.toLowerCase();
  const respondedAt = status?.time && !never.test(status.time) ? status.time : undefined;
  return {
    ...personOf(attendee),
    ...withoutEmpty({ type: kind === "required" ? undefined : kind, response: status?.response, respondedAt }),
  };
}

/** The names of all locations of an event, starting with the main one. */
export function placesOf({ location, locations }: GraphEvent): string[] {
  const names = [location, ...(locations ?? [])].map((place) => place?.displayName?.trim() ?? "");
  return [...new Set(names)].filter((name) => name !== "");
}
