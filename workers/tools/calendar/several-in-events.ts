import { severalPeople } from "#workers/tools/unclear/several-people.ts";
import type { CalendarQuery } from "./calendar-query.ts";
import type { GraphEvent } from "./graph-event.ts";
import { personTest } from "./match-event.ts";

/** Says that a name that was asked for fits several organizers or attendees of these events. */
export function severalInEvents(
  events: readonly GraphEvent[],
  { organizer, attendee }: Pick<CalendarQuery, "organizer" | "attendee">,
): string | undefined {
  const organizers = events.map((event) => event.organizer?.emailAddress?.address);
  const isAttendee = attendee === undefined ? () => false : personTest(attendee);
  const attendees = events.flatMap((event) => (event.attendees ?? []).filter(isAttendee));
  return (
    severalPeople(organizer, organizers, "organizer") ??
    severalPeople(
      attendee,
      attendees.map(({ emailAddress }) => emailAddress?.address),
      "attendee",
    )
  );
}
