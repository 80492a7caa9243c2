import type { Said } from "./said.ts";
import { asHour, isDayOnly, saysDay, saysDayOrPart } from "./shared-parts.ts";

/** What stands before, between or after the ends. */
const aroundEnds = /^(?:bound since|bound until|bound during|inclusive|between|between-or-ahead|to|to-day)$/;

/** "Next Monday between 10 and 12", "this morning between 9 and 11": between hours, since the day is named. */
export function withHoursBetween(parts: Said[]): Said[] {
  const at = parts.findIndex((part) => says(part, /^between/));
  // "Between 2 and 4 pm" says its hours.
  const last = parts.findLast((part) => part.is === "number" || part.is === "time" || part.is === "marked");
  if (at <= 0 || last?.is !== "number" || !saysDayOrPart(parts.slice(0, at))) return parts;
  return parts.map((part, index) => (index > at ? asHour(part) : part));
}

/** Whether a part is a word with such a meaning. */
export function says(part: Said | undefined, meanings: RegExp): boolean {
  return part?.is === "meaning" && meanings.test(part.meaning);
}

/** An end alone, with "alle 9" as a time. */
export function endOf(parts: readonly Said[]): Said[] {
  return parts.flatMap((part, index): Said[] => {
    const isHour = part.is === "number" && says(parts[index - 1], /^at$/);
    if (isHour) return [{ is: "time", hour: part.value, minute: 0, isBare: true }];
    return says(part, aroundEnds) || (says(part, /^at$/) && parts[index + 1]?.is === "number") ? [] : [part];
  });
}

/** "Yesterday between 2 and 4" */
export function isHoursOfDay(ends: readonly (readonly Said[])[]): boolean {
  const hasOneNumber = (parts: readonly Said[]) => parts.filter((part) => part.is === "number").length === 1;
  return ends.every(hasOneNumber) && ends.some((parts) => parts.some((part) => says(part, /^day /)));
}

/** "This week and last", "last and this week" */
export function withSharedUnit(
  first: readonly Said[],
  second: readonly Said[],
): readonly [readonly Said[], readonly Said[]] {
  const isWhich = (parts: readonly Said[]) => parts.length === 1 && says(parts[0], /^(?:which|near) /);
  const unitOf = (parts: readonly Said[]) => parts.filter((part) => says(part, /^unit /));
  if (isWhich(second)) return [first, [...second, ...unitOf(first)]];
  return isWhich(first) ? [[...first, ...unitOf(second)], second] : [first, second];
}

/** A number that no weekday tells from an hour. */
export function isBareDay(parts: readonly Said[]): boolean {
  return (
    !parts.some((part) => says(part, /^weekday /)) && parts.some((part) => part.is === "number" && !part.isOrdinal)
  );
}

/** A number as the day of a month. */
export function asDay(part: Said): Said {
  return part.is === "number" ? { ...part, isNamed: true } : part;
}

/** "The week of November 9 to 13" is what lies between these days. */
export function withoutWeek(first: readonly Said[], second: readonly Said[]): readonly Said[] {
  const [unit, ...day] = first;
  const isWeek = says(unit, /^unit week$/) && !second.some((part) => says(part, /^unit /));
  return isWeek && (isDayOnly(day) || saysDay(day)) ? day : first;
}
