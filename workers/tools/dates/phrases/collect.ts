import { notes } from "./notes.ts";
import { type Draft, type Phrase, put } from "./phrase.ts";
import type { Said } from "./said.ts";
import { settle } from "./settle.ts";

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
