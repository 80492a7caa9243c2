import { createTextTurns } from "#workers/documents/text/text-turns.ts";
import { severalPeople } from "#workers/tools/unclear/several-people.ts";
import type { CalendarQuery } from "./calendar-query.ts";
import type { GraphEvent } from "./graph-event.ts";
import { charactersOf, personTest } from "./match-event.ts";

/** Says that a name that was asked for fits several organizers or attendees of these events. */
export async function severalInEvents(
  events: readonly GraphEvent[],
  { organizer, attendee }: Pick<CalendarQuery, "organizer" | "attendee">,
): Promise<string | undefined> {
  const organizers = events.map((event) => event.organizer?.emailAddress?.address);
  return (
    severalPeople(organizer, organizers, "organizer") ??
    severalPeople(attendee, await attendeesNamed(events, attendee), "attendee")
  );
}

/** The addresses of the attendees whom a name fits. Events can have hundreds each. */
async function attendeesNamed(events: readonly GraphEvent[], name: string | undefined) {
  if (name === undefined) return [];
  const isNamed = personTest(name);
  const takeTurn = createTextTurns();
  const addresses: (string | null | undefined)[] = [];
  for (const event of events) {
    await takeTurn(charactersOf(event));
    const named = (event.attendees ?? []).filter(isNamed);
    addresses.push(...named.map(({ emailAddress }) => emailAddress?.address));
  }
  return addresses;
}
