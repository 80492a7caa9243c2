import type { Bound, CountedUnit, Direction, Edge, Era, Same, Unit } from "./language.ts";
import { type Draft, type Phrase, put } from "./phrase.ts";
import type { Said } from "./said.ts";
import { settle } from "./settle.ts";

type Note = (draft: Draft, first: string, second: string, others: readonly string[]) => void;

/** What each meaning says, by its first word. */
const notes: { readonly [name: string]: Note } = {
  day: (draft, shift) => put(draft, "day", Number(shift)),
  period: (draft, unit, shift) => put(draft, "period", { unit: unit as Unit, shift: Number(shift) }),
  which: (draft, shift) => put(draft, "which", Number(shift)),
  near: (draft, shift) => put(draft, "near", Number(shift)),
  part: (draft, hour, hours) => {
    put(draft, "part", Number(hour));
    if (hours !== "") put(draft, "partHours", Number(hours));
  },
  forenoon: (draft) => {
    put(draft, "part", 0);
    put(draft, "partHours", 12);
  },
  lunch: (draft) => {
    put(draft, "part", 12);
    put(draft, "partHours", 1);
    put(draft, "lunch", true);
  },
  midnight: (draft) => put(draft, "midnight", true),
  easter: (draft, days) => put(draft, "feast", { is: "easter", plusDays: Number(days) }),
  floating: (draft, month, weekday, [nth, plusDays]) =>
    put(draft, "feast", {
      is: "floating",
      month: Number(month),
      weekday: Number(weekday),
      nth: Number(nth),
      plusDays: Number(plusDays),
    }),
  hour: (draft, hour) => put(draft, "hour", Number(hour)),
  weekday: (draft, day) => put(draft, "weekday", Number(day)),
  month: (draft, month) => put(draft, "month", Number(month)),
  quarter: (draft, index) => put(draft, "quarter", Number(index)),
  half: (draft, index) => put(draft, "half", Number(index)),
  "half-of": (draft, index) => put(draft, "halfOf", Number(index)),
  "half-of-month": (draft, index) => {
    put(draft, "halfOf", Number(index));
    put(draft, "isHalfOfMonth", true);
  },
  "week-of-month": (draft, place) => put(draft, "some", { place: Number(place), count: 1, unit: "week" }),
  same: (draft, same) => put(draft, "same", same as Same),
  count: (draft, count, unit) => draft.counts.push({ count: Number(count), unit: unit as CountedUnit }),
  unit: (draft, unit) => put(draft, "unit", unit as Unit),
  edge: (draft, edge) => put(draft, "edge", edge as Edge),
  era: (draft, era) => put(draft, "era", era as Era),
  direction: (draft, direction) => putDirection(draft, direction as Direction),
  bound: (draft, bound) => put(draft, "bound", bound as Bound),
  now: (draft) => put(draft, "now", true),
  weekend: (draft) => put(draft, "weekend", true),
  weekdays: (draft) => put(draft, "weekdays", true),
  fiscal: (draft) => put(draft, "fiscal", true),
  at: (draft) => {
    draft.expected = "hour";
  },
  "week-number": (draft) => {
    draft.expected = "week";
  },
  "half-past": (draft) => {
    draft.hasHalf = true;
  },
  "morning-or-tomorrow": (draft) => {
    draft.hasMorningOrTomorrow = true;
  },
  vague: (draft) => {
    draft.vague = "names no exact date";
  },
  national: (draft) => {
    draft.vague = "names a day that has another date in other countries: write its date";
  },
  "deep-night": (draft) => {
    draft.vague = "can mean two days (before or after midnight): write the hours";
  },
  plural: (draft) => {
    draft.isPlural = true;
  },
  and: (draft) => {
    draft.hasAnd = true;
  },
  over: (draft) => {
    draft.hasOver = true;
  },
  inclusive: (draft) => {
    draft.isInclusive = true;
  },
  "between-or-ahead": (draft) => putDirection(draft, "ahead"),
  between: (draft) => {
    draft.isConsistent = false;
  },
  range: (draft) => {
    draft.isConsistent = false;
  },
  or: (draft) => {
    draft.isConsistent = false;
  },
  "before-last": (draft) => {
    draft.isConsistent = false;
  },
  // A mark that no number precedes: 上月, or the hour of "17:30 Uhr".
  mark: (draft, mark) => {
    if (mark === "year" || mark === "month" || mark === "fiscal") put(draft, "unit", mark);
    // The last of 先月分 is no minute.
    else if (mark !== "minute" && (!mark.startsWith("hour") || draft.slots.hour === undefined)) {
      draft.isConsistent = false;
    }
  },
};

/** 過去7日以内: the weaker word adds nothing. */
function putDirection(draft: Draft, direction: Direction): void {
  const { direction: before } = draft.slots;
  const isWeak = (each: Direction) => each === "in" || each === "within";
  if (before === undefined || isWeak(direction) || isWeak(before)) {
    if (before === undefined || isWeak(before)) draft.slots.direction = direction;
  } else draft.isConsistent = false;
}

function take(draft: Draft, said: Said): void {
  if (said.is === "meaning") {
    const [name = "", first = "", second = "", ...others] = said.meaning.split(" ");
    notes[name]?.(draft, first, second, others);
  } else if (said.is === "number") takeNumber(draft, said);
  else if (said.is === "count") draft.counts.push({ count: said.count, unit: said.unit });
  else if (said.is === "marked") draft.marked.push(said);
  else if (said.is === "index") put(draft, said.of, said.value);
  else if (said.is === "nth") put(draft, "nth", said.value);
  else if (said.is === "some") put(draft, "some", { place: said.place, count: said.count, unit: said.unit });
  else if (said.is === "times") takeTimes(draft, said);
  else if (said.is === "unclear-date") draft.hasUnclearDate = true;
  else if (said.is === "time") {
    put(draft, "hour", said.hour);
    put(draft, "minute", said.minute);
  } else {
    if (said.year !== undefined) put(draft, "year", said.year);
    put(draft, "month", said.month);
    if (said.day !== undefined) put(draft, "dayOfMonth", said.day);
  }
}

function takeTimes(draft: Draft, { value, weekday }: Extract<Said, { is: "times" }>): void {
  put(draft, "times", value);
  if (weekday === undefined) put(draft, "weekend", true);
  else put(draft, "weekday", weekday);
}

function takeNumber(draft: Draft, said: Extract<Said, { is: "number" }>): void {
  const { value } = said;
  if (draft.expected === "hour") put(draft, "hour", value);
  else if (draft.expected === "week") put(draft, "weekNumber", value);
  else draft.numbers.push(said);
  draft.expected = undefined;
}

/**
 * Sorts the parts of a phrase by what they say. Undefined if one thing is said twice, or a number means nothing.
 * `isYearFirst`: the language is one in which "3 quarter" is the third.
 */
export function collect(parts: readonly Said[], isYearFirst: boolean): Phrase | undefined {
  const draft: Draft = {
    slots: {},
    counts: [],
    numbers: [],
    marked: [],
    hasUnclearDate: false,
    expected: undefined,
    hasMorningOrTomorrow: false,
    hasHalf: false,
    isPlural: false,
    hasAnd: false,
    hasOver: false,
    isInclusive: false,
    isConsistent: true,
  };
  const [first] = parts;
  // 前月 is not "before the month": the word comes last.
  if (isYearFirst && first?.is === "meaning" && /^direction (?:before|after)$/.test(first.meaning)) return undefined;
  for (const part of parts) take(draft, part);
  settle(draft, isYearFirst);
  if (isOfTwoTimes(parts, draft) || (!isYearFirst && isBesideDay(parts))) return undefined;
  if (draft.hasAnd && draft.counts.length === 0) return undefined;
  if (draft.isPlural && draft.counts.length === 0 && draft.vague === undefined) draft.vague = "names no exact date";
  return draft.isConsistent ? draft : undefined;
}

/** 3日から5日前 counts twice, and is not eight days ago; "9 to 11 o'clock" is no hour of the 9th. */
function isOfTwoTimes(parts: readonly Said[], { counts }: Draft): boolean {
  const between = parts.slice(parts.findIndex(isNumeric), parts.findLastIndex(isNumeric));
  const says = (meaning: string) => between.some((part) => part.is === "meaning" && part.meaning === meaning);
  const isCountedTwice = new Set(counts.map(({ unit }) => unit)).size < counts.length;
  return isCountedTwice || says("bound until") || (counts.length > 1 && says("bound since"));
}

const isTime = /^(?:at|hour|part|forenoon|lunch|half-past|now)\b/;

/** The day after Christmas and the Monday before it are no bounds, as "tomorrow after 3pm" is. */
function isBesideDay(parts: readonly Said[]): boolean {
  const said = parts.filter((part) => part.is !== "meaning" || part.meaning !== "filler");
  return said.some((part, index) => {
    const [before, after] = [said[index - 1], said[index + 1]];
    if (part.is !== "meaning" || !/^(?:bound|direction) (?:after|before)$/.test(part.meaning)) return false;
    if (before === undefined || after === undefined) return false;
    if (after.is === "meaning") return !isTime.test(after.meaning);
    return after.is === "marked" ? !after.mark.startsWith("hour") : after.is !== "time" && after.is !== "count";
  });
}

function isNumeric(part: Said): boolean {
  return part.is === "meaning" ? /^(?:count|month) /.test(part.meaning) : true;
}
