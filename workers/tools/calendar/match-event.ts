import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import type { GraphRecipient } from "#workers/tools/mail/graph-mail.ts";
import { sameAddress } from "#workers/tools/person.ts";
import { foldText, type SearchableText, searchableText, termTest } from "#workers/tools/query/searchable-text.ts";
import type { TermField } from "#workers/tools/query/terms.ts";
import { placesOf } from "./event-people.ts";
import type { GraphEvent } from "./graph-event.ts";

export interface EventConditions {
  terms: readonly { field?: TermField | undefined; text: string }[];
  attendee?: string | undefined;
  organizer?: string | undefined;
}

/**
 * Tells whether an event meets all conditions. Graph's calendar view has no search, so events are compared here. The
 * conditions are prepared once for all events.
 */
export function eventTest({ terms, attendee, organizer }: EventConditions): (event: GraphEvent) => boolean {
  const isAttendee = attendee === undefined ? undefined : personTest(attendee);
  const isOrganizer = organizer === undefined ? undefined : personTest(organizer);
  const tests = terms.map(({ field, text }) => ({ field, isIn: termTest(text) }));
  return (event) => {
    // Whoever asks for meetings with somebody also means those that they called. Graph lists no organizer as attendee.
    if (isAttendee !== undefined && !isAttendee(event.organizer) && !(event.attendees ?? []).some(isAttendee)) {
      return false;
    }
    if (isOrganizer !== undefined && !isOrganizer(event.organizer)) return false;
    if (tests.length === 0) return true;
    const texts = textsOf(event);
    const all = Object.values(texts);
    return tests.every(({ field, isIn }) => (field === undefined ? all.some(isIn) : isIn(texts[field])));
  };
}

/** How much text of an event is compared, about. */
export function charactersOf(event: GraphEvent): number {
  const { subject, bodyPreview, organizer, attendees, location, locations, categories } = event;
  const texts = [
    subject,
    bodyPreview,
    ...[organizer, ...(attendees ?? [])].map(nameAndAddress),
    ...[location, ...(locations ?? [])].map((place) => place?.displayName),
    ...(categories ?? []),
  ];
  return texts.reduce((characters, text) => characters + (text?.length ?? 0), 0);
}

function textsOf(event: GraphEvent): Record<TermField | "categories", SearchableText> {
  return {
    subject: searchableText(event.subject ?? ""),
    body: searchableText(event.bodyPreview ?? ""),
    organizer: searchableText(nameAndAddress(event.organizer)),
    attendee: searchableText((event.attendees ?? []).map(nameAndAddress).join(" | ")),
    location: searchableText(placesOf(event).join(" | ")),
    categories: searchableText((event.categories ?? []).join(" | ")),
  };
}

function nameAndAddress(person: GraphRecipient | null | undefined): string {
  return `${person?.emailAddress?.name ?? ""} ${person?.emailAddress?.address ?? ""}`;
}

/** Compares persons to an address, which must be the same, or to a name, of which every word must occur. */
export function personTest(wanted: string): (person: GraphRecipient | null | undefined) => boolean {
  if (isMailAddress(wanted)) return (person) => sameAddress(person?.emailAddress?.address, wanted);
  const words = foldText(wanted).split(" ").map(termTest);
  return (person) => {
    const text = searchableText(nameAndAddress(person));
    return words.every((isIn) => isIn(text));
  };
}
