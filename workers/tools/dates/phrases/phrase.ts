import type { Feast } from "./feasts.ts";
import type { Bound, CountedUnit, Direction, Edge, Era, Mark, Same, Unit } from "./language.ts";

/** What a phrase says, each thing once. */
export interface Slots {
  now?: true;
  day?: number;
  period?: { unit: Unit; shift: number };
  which?: number;
  near?: number;
  unit?: Unit;
  weekend?: true;
  weekdays?: true;
  weekday?: number;
  year?: number;
  month?: number;
  dayOfMonth?: number;
  quarter?: number;
  half?: number;
  /** Half of what else is named: 先週前半. */
  halfOf?: number;
  /** What is named must be a month: "primera quincena de octubre". */
  isHalfOfMonth?: true;
  weekNumber?: number;
  /** From spring on. */
  season?: number;
  hour?: number;
  /** Nothing tells whether the hour is in the morning or in the afternoon. */
  isBareHour?: true;
  minute?: number;
  /** The hour at which a part of the day begins. */
  part?: number;
  /** How many hours the part lasts, if not six. */
  partHours?: number;
  lunch?: true;
  midnight?: true;
  edge?: Edge;
  /** Some days, weeks or months of what is named, by their place; -1 is the last. */
  some?: Count & { place: number };
  /** Which one of a month's Mondays; -1 is the last. */
  nth?: number;
  /** How many Mondays ago. */
  times?: number;
  /** A day whose date is computed for each year. */
  feast?: Feast;
  same?: Same;
  era?: Era;
  fiscal?: true;
  direction?: Direction;
  bound?: Bound;
}

export interface Count {
  count: number;
  unit: CountedUnit;
  /** Of a count that is not exact: how many they are at least. */
  least?: number;
}

/** What a phrase consists of. */
export interface Phrase {
  slots: Slots;
  /** Those of "2 weeks and 3 days". */
  counts: Count[];
  /** It has a word for no exact time, as the end of a sentence that begins with the text. */
  vague?: string;
  hasUnclearDate: boolean;
}

/** A phrase while its parts are sorted. */
export interface Draft extends Phrase {
  /** Numbers with no unit, and those with a mark. */
  numbers: { value: number; isWord?: boolean; isNamed?: boolean }[];
  marked: { mark: Mark; value: number }[];
  expected: "hour" | "week" | undefined;
  hasMorningOrTomorrow: boolean;
  hasHalf: boolean;
  isPlural: boolean;
  hasAnd: boolean;
  hasOver: boolean;
  isInclusive: boolean;
  isRecent: boolean;
  /** Nothing is said twice, and every number means something. */
  isConsistent: boolean;
}

/** Notes what a phrase says. Saying two things of one kind makes no sense, except in 自…以来 and 上月月底. */
export function put<Name extends keyof Slots>(draft: Draft, name: Name, value: Slots[Name]): void {
  const isSaidAgain = (name === "bound" || name === "unit") && draft.slots[name] === value;
  if (draft.slots[name] !== undefined && !isSaidAgain) draft.isConsistent = false;
  draft.slots[name] = value;
}

/** Notes an hour that nothing but a part of the day can tell from the one twelve hours later. */
export function putHour(draft: Draft, hour: number): void {
  put(draft, "hour", hour);
  if (hour > 0 && hour < 12) draft.slots.isBareHour = true;
}
