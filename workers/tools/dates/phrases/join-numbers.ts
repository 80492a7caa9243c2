import { isOfWhole, partOfMonthAt } from "./join-part-of-month.ts";
import type { CountedUnit, Mark, Meaning, Unit } from "./language.ts";
import type { Said } from "./said.ts";
import { asNumber, isMeaning, type NumberToken, says, type Token } from "./token.ts";

const between = /^(?:which|near) |^(?:plural|half-past)$/;

/**
 * Joins each number with the unit after it, or after an adjective: "3 days", "7 derniers jours", 5日. Undefined for one
 * of several. `isYearFirst`: in 周3 the number is a weekday, not that of a week.
 */
export function joinNumbers(words: readonly Token[], isYearFirst: boolean): Said[] | undefined {
  const tokens = withPlainWords(words, isYearFirst);
  const said: Said[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const part = partOfMonthAt(tokens, at, isYearFirst);
    if (part !== undefined) {
      said.push(part.said);
      at += part.length - 1;
      continue;
    }
    const here = tokens[at];
    const clock = clockAt(tokens, at);
    if (clock !== undefined) {
      said.push(clock);
      at += 2;
      continue;
    }
    const few = fewAt(tokens, at);
    if (few !== undefined) {
      said.push(...few.said);
      at += few.length - 1;
      continue;
    }
    const number = here && asNumber(here);
    if (here === undefined || number === undefined) {
      if (here) said.push(here);
      continue;
    }
    const isTime = isMeaning(tokens[at - 1], "at") || isMeaning(tokens[at - 1], "to");
    if (isTime && isMeaning(tokens[at + 1], "unit hour")) {
      said.splice(-1, 1, { is: "meaning", meaning: "at" }, number);
      at += isMeaning(tokens[at + 2], "plural") ? 2 : 1;
      continue;
    }
    const rest = tokens.slice(at + 1);
    const unitAt = rest.findIndex((token) => token.is !== "meaning" || !between.test(token.meaning));
    const joined = joinedTo(number, rest[unitAt]);
    if (joined !== undefined) {
      said.push(...rest.slice(0, unitAt), joined);
      at += unitAt + 1;
      continue;
    }
    if (isOfSeveral(tokens, at, number)) return undefined;
    const before = said.at(-1);
    const meaning = before?.is === "meaning" ? before.meaning : undefined;
    const isPlain = number.value < 100 && !number.isOrdinal && !number.isWord;
    const isOfWeek = meaning === "unit week" && isPlain;
    if (meaning === "hour-article") said.splice(-1, 1, { is: "meaning", meaning: "at" });
    // "1 à 15 octobre" ends on a day.
    if (meaning === "at" && isBeforeMonth(tokens, at)) said.splice(-1, 1, { is: "meaning", meaning: "to" });
    const isOfWeeks = isMeaning(tokens[at - 1], "plural") && isMeaning(tokens[at - 2], "unit week");
    if (isOfWeeks && !isYearFirst && isPlain) said.splice(-2, 2, { is: "meaning", meaning: "week-number" });
    if (isOfWeek && !isYearFirst) said.splice(-1, 1, { is: "meaning", meaning: "week-number" });
    const isNamed = number.isOrdinal || meaning === "filler" || meaning === "unit day" || meaning === "to-day";
    said.push({ ...number, isNamed });
  }
  return said;
}

/** "The week before last" is one word, "before last week" are two; 2、3日前 is two or three days ago. */
function withPlainWords(tokens: readonly Token[], isYearFirst: boolean): readonly Token[] {
  return tokens.flatMap((token, at): Token[] => {
    const before = tokens[at - 1];
    if (isMeaning(token, "before-last")) {
      const isAfterUnit = before?.is === "meaning" && /^(?:unit|weekday|weekend)\b/.test(before.meaning);
      const meanings: Meaning[] = isAfterUnit ? ["which -2"] : ["bound before", "which -1"];
      return meanings.map((meaning) => ({ is: "meaning", meaning }));
    }
    // "The last Friday" and "the last week of October" do not last until now.
    if (isMeaning(token, "direction within") && isMeaning(before, "which -1")) {
      const lastsUntilNow = says(tokens[at + 1], /^unit (?:week|month|year)$/) && !isOfWhole(tokens.slice(at + 2));
      return lastsUntilNow ? [token] : [];
    }
    // "Half tien" is half past nine, and "half oktober" the middle of October.
    if (isHalfBefore(tokens, at))
      return [
        { is: "meaning", meaning: "minutes -30" },
        { is: "meaning", meaning: "at" },
      ];
    // "Ore 15"
    if (isHourBefore(tokens, at)) return [{ is: "meaning", meaning: "at" }];
    if (isHourBefore(tokens, at - 1)) return [];
    // 昨日今日
    const unit = unitNamed(token);
    if (isYearFirst && unit !== undefined && unit === unitNamed(before))
      return [{ is: "meaning", meaning: "and" }, token];
    return isNextNumber(before, token, isYearFirst) ? [{ is: "meaning", meaning: "or" }, token] : [token];
  });
}

/** "Deux trois jours" in words, and 2、3日 also in digits. */
function isNextNumber(before: Token | undefined, token: Token, isYearFirst: boolean): boolean {
  const [one, next] = [before && asNumber(before), asNumber(token)];
  if (one === undefined || next === undefined || one.isOrdinal || next.isOrdinal) return false;
  const areWords = before?.is === "meaning" && token.is === "meaning";
  const areNumbers = isYearFirst && before?.is === "number" && token.is === "number";
  return (areWords || areNumbers) && next.value === one.value + 1;
}

const minutesOfHour = 60;

/** "Halb neun", "quarter to ten": minutes from the hour that follows. */
function clockAt(tokens: readonly Token[], at: number): Said | undefined {
  const [here, next, last] = tokens.slice(at, at + 3);
  const hour = last && asNumber(last);
  if (here?.is !== "meaning" || !says(here, /^minutes /) || !isMeaning(next, "at") || hour === undefined) return;
  const minutes = minutesOfHour * hour.value + Number(here.meaning.split(" ")[1]);
  const isBare = hour.value <= hoursOfClock;
  return { is: "time", hour: Math.floor(minutes / minutesOfHour), minute: minutes % minutesOfHour, isBare };
}

const hoursOfClock = 12;

function isHourBefore(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const isUnit = isMeaning(tokens[at], "unit hour") && isMeaning(tokens[at + 1], "plural");
  const next = tokens[at + 2];
  return isUnit && (next?.is === "number" || next?.is === "time") && (before === undefined || !asNumber(before));
}

function isHalfBefore(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  const number = next && asNumber(next);
  if (!isMeaning(tokens[at], "edge middle") || number === undefined || number.isOrdinal) return false;
  return number.value <= hoursOfClock && !isBeforeMonth(tokens, at + 1);
}

/** "A few days", "quelques dernières semaines", 数日; "unos 10 días" are ten. */
function fewAt(tokens: readonly Token[], at: number): { said: Said[]; length: number } | undefined {
  const here = tokens[at];
  if (here?.is !== "meaning" || !here.meaning.startsWith("few ")) return undefined;
  const [, least, most] = here.meaning.split(" ").map(Number);
  const rest = tokens.slice(at + 1);
  const unitAt = rest.findIndex((token) => token.is !== "meaning" || !between.test(token.meaning));
  const next = rest[unitAt];
  if (next !== undefined && asNumber(next) !== undefined) return { said: [], length: 1 };
  const joined = joinedTo({ is: "number", value: most ?? 0, isOrdinal: false }, next);
  const unit = joined?.is === "count" ? joined.unit : joined?.is === "marked" ? unitsOfMarks[joined.mark] : undefined;
  if (unit === undefined || least === undefined || most === undefined) {
    return { said: [{ is: "meaning", meaning: "vague" }], length: 1 };
  }
  return { said: [...rest.slice(0, unitAt), { is: "count", count: most, unit, least }], length: unitAt + 2 };
}

const unitsOfMarks: { readonly [mark in Mark]?: CountedUnit } = {
  year: "year",
  month: "month",
  week: "week",
  day: "day",
  hours: "hour",
  minute: "minute",
};

const dayOrPeriod = /^(day|period \w+) -?\d$/;

/** The unit of a day or longer time that is named by a word: 昨日, 先週. */
function unitNamed(token: Token | undefined): string | undefined {
  return token?.is === "meaning" ? dayOrPeriod.exec(token.meaning)?.[1] : undefined;
}

function isBeforeMonth(tokens: readonly Token[], at: number): boolean {
  const next = tokens.slice(at + 1).find((token) => !isMeaning(token, "filler"));
  return next?.is === "meaning" && next.meaning.startsWith("month ");
}

/** A second Friday without a month: that is no date, and the number is no day of the month. */
function isOfSeveral(tokens: readonly Token[], at: number, { value, isOrdinal }: NumberToken): boolean {
  const before = tokens[at - 1];
  if (value >= 1_000 || isMeaning(before, "at")) return false;
  const next = tokens.slice(at + 1).find((token) => !isMeaning(token, "filler"));
  if (next?.is !== "meaning") return false;
  const isAfterMonth = before?.is === "meaning" && before.meaning.startsWith("month ");
  return (
    (next.meaning.startsWith("weekday ") && !isAfterMonth) ||
    (isOrdinal && /^unit (?:day|workday|week)$/.test(next.meaning)) ||
    (isOrdinal && next === tokens[at + 1] && next.meaning.startsWith("unit "))
  );
}

function joinedTo({ value, isOrdinal }: NumberToken, token: Token | undefined): Said | undefined {
  if (token?.is !== "meaning") return undefined;
  const [name, named] = token.meaning.split(" ");
  if (name === "mark") return { is: "marked", mark: named as Mark, value };
  if (name !== "unit") return undefined;
  const unit = named as Unit;
  if (unit === "year" && value >= 1_000) return { is: "number", value, isOrdinal };
  if (isOrdinal) return unit === "quarter" || unit === "half" ? { is: "index", of: unit, value } : undefined;
  return unit === "fiscal" ? undefined : { is: "count", count: value, unit };
}
