import { calendarParts } from "./calendar-parts.ts";
import { timeText } from "./calendar-times.ts";
import { entryLines, firstOf } from "./entry-lines.ts";
import { readProperty } from "./property.ts";
import { vobjectProperties } from "./read-vobject.ts";

/** A series with as many exceptions is not sent at once. */
const maxEntries = 20;

/**
 * The time, place and organizer of the events of an invitation, a line each, and whether it was cancelled. Undefined
 * where it has none, or more than people send with a message.
 */
export function invitationLines(source: string): string[] | undefined {
  const { entries, common, zones } = calendarParts(vobjectProperties(source).map(readProperty));
  if (entries.length === 0 || entries.length > maxEntries) return undefined;
  const isCancelled = firstOf(common, "METHOD")?.value.trim().toUpperCase() === "CANCEL";
  return [
    ...(isCancelled ? ["Cancelled"] : []),
    ...entries.flatMap((entry) => {
      const [occurrence, rule] = [firstOf(entry, "RECURRENCE-ID"), firstOf(entry, "RRULE")];
      return [
        ...(occurrence === undefined ? [] : [`Occurrence: ${timeText(occurrence, zones)}`]),
        ...entryLines(entry, zones),
        ...(rule === undefined ? [] : [`Repeats: ${rule.value.trim()}`]),
      ];
    }),
  ];
}
