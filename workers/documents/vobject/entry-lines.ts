import { appointmentLines } from "#workers/documents/appointment/appointment.ts";
import { writeAddress } from "#workers/documents/mail/mail-document.ts";
import { whenText, type ZoneOffsets } from "./calendar-times.ts";
import { type Property, parameterOf } from "./read-vobject.ts";

/** The time, place and organizer of an entry, a line for each that it has. */
export function entryLines(entry: readonly Property[], zones: ZoneOffsets): string[] {
  const [start, end, duration] = ["DTSTART", "DTEND", "DURATION"].map((name) => firstOf(entry, name));
  return appointmentLines({
    when: whenText({ start, end, duration }, zones),
    where: firstOf(entry, "LOCATION")?.value ?? "",
    organizer: personText(firstOf(entry, "ORGANIZER")),
  });
}

/** The first property of that name. */
export function firstOf(entry: readonly Property[], name: string): Property | undefined {
  return entry.find((property) => property.name === name);
}

/** The address of a person. */
export const mailAddress = (value: string) => value.trim().replace(/^mailto:/i, "");

/** `Bo <bo@contoso.com>`. Empty where there is nobody. */
export function personText(person: Property | undefined): string {
  return person === undefined ? "" : writeAddress(parameterOf(person, "CN"), mailAddress(person.value));
}
