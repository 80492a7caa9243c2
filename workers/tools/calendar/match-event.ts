import { isMailAddress } from "#common/tools/resource-uri/mail-address.ts";
import type { GraphRecipient } from "#workers/tools/mail/graph-mail.ts";
import { sameAddress } from "#workers/tools/mail/mail-address.ts";
import { placesOf } from "./event-people.ts";
import { foldText, occursIn, type TermField } from "./event-text.ts";
import type { GraphEvent } from "./graph-event.ts";

export interface EventConditions {
  terms: readonly { field?: TermField | undefined; text: string }[];
  attendee?: string | undefined;
  organizer?: string | undefined;
}

/** Whether an event meets all conditions. Graph's calendar view has no search, so events are compared here. */
export function matchesEvent(event: GraphEvent, { terms, attendee, organizer }: EventConditions): boolean {
  if (attendee !== undefined && !(event.attendees ?? []).some((person) => isPerson(person, attendee))) return false;
  if (organizer !== undefined && !isPerson(event.organizer, organizer)) return false;
  if (terms.length === 0) return true;
  const texts = textsOf(event);
  const all = Object.values(texts);
  return terms.every(({ field, text }) =>
    (field === undefined ? all : [texts[field]]).some((where) => occursIn(where, text)),
  );
}

function textsOf(event: GraphEvent): Record<TermField | "categories", string> {
  return {
    subject: foldText(event.subject ?? ""),
    body: foldText(event.bodyPreview ?? ""),
    organizer: foldText(nameAndAddress(event.organizer)),
    attendee: foldText((event.attendees ?? []).map(nameAndAddress).join(" | ")),
    location: foldText(placesOf(event).join(" | ")),
    categories: foldText((event.categories ?? []).join(" | ")),
  };
}

function nameAndAddress(person: GraphRecipient | null | undefined): string {
  return `${person?.emailAddress?.name ?? ""} ${person?.emailAddress?.address ?? ""}`;
}

/** Compares a person to an address, which must be the same, or to a name, of which every word must occur. */
function isPerson(person: GraphRecipient | null | undefined, wanted: string): boolean {
  if (isMailAddress(wanted)) return sameAddress(person?.emailAddress?.address, wanted);
  const text = foldText(nameAndAddress(person));
  return foldText(wanted)
    .split(" ")
    .every((word) => occursIn(text, word));
}
