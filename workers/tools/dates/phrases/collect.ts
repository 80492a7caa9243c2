import type { CountedUnit } from "./language.ts";
import { notes } from "./notes.ts";
import { type Draft, type Phrase, put, putHour } from "./phrase.ts";
import type { Said } from "./said.ts";
import { settle } from "./settle.ts";

function take(draft: Draft, said: Said): void {
  if (said.is === "meaning") {
    const [name = "", first = "", second = "", ...others] = said.meaning.split(" ");
    notes[name]?.(draft, first, second, others);
  } else if (said.is === "number") takeNumber(draft, said);
  else if (said.is === "count") takeCount(draft, said);
  else if (said.is === "marked") draft.marked.push(said);
  else if (said.is === "index") put(draft, said.of, said.value);
  else if (said.is === "nth") put(draft, "nth", said.value);
  else if (said.is === "some") put(draft, "some", { place: said.place, count: said.count, unit: said.unit });
  else if (said.is === "times") takeTimes(draft, said);
  else if (said.is === "unclear-date") draft.hasUnclearDate = true;
  else if (said.is === "time") {
    put(draft, "hour", said.hour);
    put(draft, "minute", said.minute);
    if (said.isBare) draft.slots.isBareHour = true;
  } else {
    if (said.year !== undefined) put(draft, "year", said.year);
    put(draft, "month", said.month);
    if (said.day !== undefined) put(draft, "dayOfMonth", said.day);
  }
}

function takeCount(draft: Draft, { count, unit, least }: Extract<Said, { is: "count" }>): void {
  draft.counts.push({ count, unit, ...(least !== undefined && { least }) });
}

function takeTimes(draft: Draft, { value, weekday }: Extract<Said, { is: "times" }>): void {
  put(draft, "times", value);
  if (weekday === undefined) put(draft, "weekend", true);
  else put(draft, "weekday", weekday);
}

function takeNumber(draft: Draft, said: Extract<Said, { is: "number" }>): void {
  const { value } = said;
  if (draft.expected === "hour") putHour(draft, value);
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
    isRecent: false,
    isConsistent: true,
  };
  const [first, second] = parts;
  // 前月 is not "before the month", as the word comes last, and 前三天 are the last three days.
  const isFirst = isYearFirst && first?.is === "meaning" && /^direction (?:before|after)$/.test(first.meaning);
  const isOfLast = second?.is === "count" && first?.is === "meaning" && first.meaning === "direction before";
  if (isFirst && !isOfLast) return undefined;
  for (const part of parts) take(draft, part);
  if (isFirst) draft.slots.direction = "rolling";
  settle(draft, isYearFirst);
  if (isOfTwoTimes(parts, draft) || (!isYearFirst && isBesideDay(parts, draft))) return undefined;
  if (draft.hasAnd && draft.counts.length === 0) return undefined;
  if (draft.isPlural && draft.counts.length === 0) settleSeveral(draft);
  return draft.isConsistent ? draft : undefined;
}

const countedInWords = new Set(["minute", "hour", "day", "workday", "week", "month", "year"]);
/** As many are "a few", and "the last weeks". */
const several = { least: 2, count: 5 };

/** "The last weeks" are a few, and "Mondays" no date. */
function settleSeveral(draft: Draft): void {
  const { unit, which, near, some, nth } = draft.slots;
  const isNear = Math.abs(which ?? near ?? 0) === 1 && some === undefined && nth === undefined;
  if (isNear && unit !== undefined && countedInWords.has(unit)) {
    draft.counts.push({ ...several, unit: unit as CountedUnit });
    delete draft.slots.unit;
  } else draft.vague ??= "names no exact date";
}

/** 3日から5日前 counts twice, and is not eight days ago; "9 to 11 o'clock" is no hour of the 9th. */
function isOfTwoTimes(parts: readonly Said[], { counts }: Draft): boolean {
  const between = parts.slice(parts.findIndex(isNumeric), parts.findLastIndex(isNumeric));
  const says = (meaning: string) => between.some((part) => part.is === "meaning" && part.meaning === meaning);
  const isCountedTwice = new Set(counts.map(({ unit }) => unit)).size < counts.length;
  return isCountedTwice || says("bound until") || (counts.length > 1 && says("bound since"));
}

const isTime = /^(?:at|hour|minutes|part|forenoon|lunch|half-past|now)\b/;

/** The day after Christmas and the Monday before it are no bounds, as "tomorrow after 3pm" is. */
function isBesideDay(parts: readonly Said[], { slots }: Draft): boolean {
  const said = parts.filter((part) => part.is !== "meaning" || part.meaning !== "filler");
  return said.some((part, index) => {
    const [before, after] = [said[index - 1], said[index + 1]];
    if (part.is !== "meaning" || !/^(?:bound|direction) (?:after|before)$/.test(part.meaning)) return false;
    if (before === undefined || after === undefined) return false;
    if (after.is === "meaning") return !isTime.test(after.meaning);
    // "This morning before 9"
    if (after.is === "number" && slots.hour === after.value) return false;
    return after.is === "marked" ? !after.mark.startsWith("hour") : after.is !== "time" && after.is !== "count";
  });
}

function isNumeric(part: Said): boolean {
  return part.is === "meaning" ? /^(?:count|month) /.test(part.meaning) : true;
}
