import { type Bounded, isUnclearHour, withTime } from "./bounded.ts";
import { collect } from "./collect.ts";
import { countedRange } from "./counted-range.ts";
import type { Phrase, Slots } from "./phrase.ts";
import {
  asDay,
  endOf,
  isBareDay,
  isHoursOfDay,
  says,
  withHoursBetween,
  withoutWeek,
  withSharedUnit,
} from "./range-ends.ts";
import type { Said } from "./said.ts";
import { asHour, isDayOnly, withSharedParts } from "./shared-parts.ts";
import { isSpan, type Problem, type Reading, type ReadingContext, type Span } from "./span.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";

/** More of them make no range, and each is tried. */
const maxSeparators = 4;

/** Days without a year that lie further apart may be of one year. */
const mostMonthsOfDays = 6;

const separators = /^(?:range|to|to-day|at|or|bound until)$/;
/** Those of languages in which they follow the first end: 10月1日から15日. */
const since = /^bound since$/;

/**
 * A range that names both of its ends, the second one inclusive: "Oct 1 to Oct 15", "between May 5 and 9",
 * 10月1日から15日まで. Undefined if the phrase is none, or can be split in several ways.
 */
export function readRange(
  parts: readonly Said[],
  isYearFirst: boolean,
  context: ReadingContext,
): Bounded | Problem | undefined {
  const said = withHoursBetween(parts.filter((part) => !says(part, /^(?:filler|place)$/)));
  // 5日と9日の間
  const last = said.at(-1);
  const endsWithBetween = last?.is === "meaning" && last.meaning === "direction rolling";
  if (endsWithBetween) said.pop();
  const betweenAt = said.findIndex((part) => says(part, /^between/));
  const isBetween = endsWithBetween || betweenAt >= 0;
  const separates = (part: Said) => says(part, separators) || (isYearFirst && says(part, since)) || says(part, /^and$/);
  const at = said.flatMap((part, index) => (separates(part) ? [index] : []));
  if (at.length > maxSeparators) return undefined;
  const readings = at.flatMap((index) => {
    // "Alle 11" is an hour also where it ends a range.
    const ends = [said.slice(0, index), said.slice(says(said[index], /^at$/) ? index : index + 1)].map(endOf);
    const areDays = said.some((part) => says(part, /^to-day$/));
    const orders = [ends, ends.toReversed()];
    const meeting = (): (Bounded | Problem)[] =>
      orders.flatMap((each) => rangeOf({ ends: each, mustMeet: true, areDays }, isYearFirst, context) ?? []);
    if (!isBetween && says(said[index], /^and$/)) return meeting();
    const reading = rangeOf({ ends, areDays }, isYearFirst, context);
    // "Yesterday or the day before"
    if (!says(said[index], /^or$/) || (reading !== undefined && "at" in reading)) return reading ?? [];
    return meeting();
  });
  const [first, ...others] = readings;
  return others.length === 0 ? first : undefined;
}

interface Ends {
  ends: readonly Said[][];
  /** One ends where the other begins, as in "yesterday and today". */
  mustMeet?: boolean;
  /** Numbers alone are days. */
  areDays?: boolean;
}

function rangeOf(
  { ends, mustMeet = false, areDays = false }: Ends,
  isYearFirst: boolean,
  context: ReadingContext,
): Bounded | Problem | undefined {
  const [one = [], two = []] = isHoursOfDay(ends) ? ends.map((end) => end.map(asHour)) : ends;
  const second = areDays ? two.map(asDay) : two;
  const first = areDays ? withoutWeek(one, second).map(asDay) : withoutWeek(one, second);
  if (first.length === 0 || second.length === 0) return undefined;
  const counted = countedRange(first, second, { isYearFirst, context });
  if (counted !== undefined) return counted;
  const [from, to] = withSharedParts(...withSharedUnit(first, second)).map((parts) => collect(parts, isYearFirst));
  // "3 to 5 days ago" is about 4 days ago.
  if (from === undefined || to === undefined || to.counts.length > 0) return undefined;
  const isCountAlone = from.counts.length > 0 && from.slots.direction === undefined && from.slots.which === undefined;
  if (isCountAlone && from.slots.near === undefined) return undefined;
  // 15日から3日 lasts three days, and "5 to 3 May" nobody knows how long.
  if (isDayOnly(second) && !(dayOf(from) < dayOf(to))) return undefined;
  // "De 9 a 11" may be hours.
  const areHours = !areDays && !second.some((part) => part.is === "marked") && [first, second].some(isBareDay);
  if (isDayOnly(first) && isDayOnly(second) && areHours) return undefined;
  // "Twenty-fifth" is one number.
  if ([...first, ...second].some((part) => part.is === "number" && part.isWord)) return undefined;
  const start = timedSpan(from, { ...context, edge: "start" });
  if (!isSpan(start)) return mustMeet ? undefined : start;
  const isGuessed = saysNotWhich(to.slots);
  const end = timedSpan(to, isGuessed ? { ...context, now: start.start, tendency: "future" } : context);
  if (mustMeet && !(isSpan(end) && +start.end === +end.start)) return undefined;
  if (!isSpan(end)) return end;
  if (!endsOn(end, to, second) && start.unit !== end.unit && start.unit !== "moment") return undefined;
  if (end.end <= start.start) return { problem: "ends before it begins" };
  const isLong = end.start > start.start.plus({ months: mostMonthsOfDays });
  const goesOn = context.tendency === "past" && start.start <= context.now && end.start > context.now;
  if (goesOn && isGuessed && (isLong || saysWhichOfSeveral(to.slots)) && mayBeEarlier(from.slots)) {
    const first = start.start.toISODate();
    return { problem: `can mean two times (the one from ${first}, which is not over, or the one before)` };
  }
  const last = isLaterToo(from, to) ? end.end.plus({ hours: 12 }) : end.end;
  const [at, other] = context.edge === "end" ? [last, start.start] : [start.start, last];
  return { start: start.start, end: last, at, other };
}

/** "5 to 8" may be in the evening. */
function isLaterToo(from: Phrase, to: Phrase): boolean {
  const isBare = to.slots.isBareHour === true && to.slots.part === undefined && !isUnclearHour(to.slots);
  return isUnclearHour(from.slots) && isBare;
}

/** The number of a day in its month, or of a week in its year. */
function dayOf({ slots }: Phrase): number {
  return slots.dayOfMonth ?? slots.weekNumber ?? Number.NaN;
}

function timedSpan(phrase: Phrase, context: ReadingContext): Reading {
  if (phrase.hasUnclearDate) return { problem: "can mean two dates (day or month first)" };
  if (phrase.vague !== undefined || phrase.slots.bound !== undefined) return undefined;
  const span = spanOfPhrase(phrase, context);
  return isSpan(span) ? withTime(span, phrase.slots, context.now) : span;
}

const comeAgain: readonly (keyof Slots)[] = [
  "month",
  "dayOfMonth",
  "weekday",
  "weekend",
  "quarter",
  "half",
  "weekNumber",
  "feast",
  "season",
  "hour",
  "minute",
  "isBareHour",
  "part",
  "partHours",
  "lunch",
];

function saysWhichOfSeveral({ dayOfMonth, hour, part }: Slots): boolean {
  return [dayOfMonth, hour, part].every((given) => given === undefined);
}

/** "Last Monday", too, may be that of last week. */
function mayBeEarlier(slots: Slots): boolean {
  return saysNotWhich(slots) || (slots.weekday !== undefined && slots.period === undefined && slots.unit === undefined);
}

/** Whether it ends at a moment, or on a day that needs no more words: "last month to yesterday". */
function endsOn({ unit }: Span, { slots }: Phrase, said: readonly Said[]): boolean {
  return (
    unit === "moment" ||
    (slots.day ?? slots.feast) !== undefined ||
    (slots.dayOfMonth !== undefined && !isDayOnly(said))
  );
}

/** Whether a phrase names a time that comes again each day, week or year. */
function saysNotWhich(slots: Slots): boolean {
  return (Object.keys(slots) as (keyof Slots)[]).every((slot) => comeAgain.includes(slot));
}
