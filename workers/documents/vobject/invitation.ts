import { calendarParts } from "./calendar-parts.ts";
import { timeText, type ZoneOffsets } from "./calendar-times.ts";
import { entryLines, firstOf } from "./entry-lines.ts";
import { type Property, readProperty } from "./property.ts";
import { vobjectProperties } from "./read-vobject.ts";

/** A series with as many exceptions is not sent at once. */
const maxEntries = 20;
const maxExceptions = 50;

/** What is asked of the reader (RFC 5546), in upper case, and a line for each thing that is said of the events. */
export interface Invitation {
  /** Empty where nothing is asked. */
  method: string;
  lines: string[];
}

/**
 * The time, place and organizer of the events of an invitation, their titles where the subject doesn't name them, and
 * whether it was cancelled. No lines where no event has a time. Undefined where there are no events, or more than
 * people send with a message.
 */
export function readInvitation(source: string, subject: string): Invitation | undefined {
  const { entries, common, zones } = calendarParts(vobjectProperties(source).map(readProperty));
  if (entries.length === 0 || entries.length > maxEntries) return undefined;
  const method = firstOf(common, "METHOD")?.value.trim().toUpperCase() ?? "";
  const isCancelled = method === "CANCEL";
  const hasTime = entries.some((entry) => firstOf(entry, "DTSTART") !== undefined);
  if (!hasTime && !isCancelled) return { method, lines: [] };
  const lines = entries.flatMap((entry) => {
    const [occurrence, rule] = [firstOf(entry, "RECURRENCE-ID"), firstOf(entry, "RRULE")];
    const title = (firstOf(entry, "SUMMARY")?.value ?? "").replace(/\s+/g, " ").trim();
    const isNamed = subject.replace(/\s+/g, " ").toLowerCase().includes(title.toLowerCase());
    return [
      ...(isNamed ? [] : [`Title: ${title}`]),
      ...(occurrence === undefined ? [] : [`Occurrence: ${timeText(occurrence, zones)}`]),
      ...entryLines(entry, zones),
      ...(rule === undefined ? [] : [`Repeats: ${rule.value.trim()}`]),
      ...exceptionLine(entry, zones),
    ];
  });
  return { method, lines: [...(isCancelled ? ["Cancelled"] : []), ...lines] };
}

/** The times of a repeated event on which it isn't held, at most 50. */
function exceptionLine(entry: readonly Property[], zones: ZoneOffsets): string[] {
  const times = entry
    .filter(({ name }) => name === "EXDATE")
    .flatMap((property) => property.value.split(",").map((value) => timeText({ ...property, value }, zones)));
  const more = times.length - maxExceptions;
  const shown = [...times.slice(0, maxExceptions), ...(more > 0 ? [`and ${more} more`] : [])];
  return shown.length === 0 ? [] : [`Except: ${shown.join("; ")}`];
}
