import type { Bound, CountedUnit, Direction, Edge, Era, Same, Unit } from "./language.ts";
import { type Draft, put } from "./phrase.ts";

/** Why a holiday is refused, as the end of a sentence that begins with it. */
export const ofOtherCountries = "names a day that has another date in other countries: write its date";

type Note = (draft: Draft, first: string, second: string, others: readonly string[]) => void;

/** What each meaning says of a phrase, by its first word. One without a note says nothing. */
export const notes: { readonly [name: string]: Note } = {
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
  easter: (draft, plusDays, days) =>
    put(draft, "feast", { is: "easter", plusDays: Number(plusDays), ...(days !== "" && { days: Number(days) }) }),
  holidays: (draft, month, day, [days]) =>
    put(draft, "feast", { is: "fixed", month: Number(month), day: Number(day), days: Number(days) }),
  lunar: (draft, month, day, [plusDays, days]) =>
    put(draft, "feast", {
      is: "lunar",
      month: Number(month),
      day: Number(day),
      plusDays: Number(plusDays),
      days: Number(days),
    }),
  season: (draft, season) => put(draft, "season", Number(season)),
  floating: (draft, month, weekday, [nth, plusDays, days]) =>
    put(draft, "feast", {
      is: "floating",
      month: Number(month),
      weekday: Number(weekday),
      nth: Number(nth),
      plusDays: Number(plusDays),
      ...(days !== undefined && { days: Number(days) }),
    }),
  american: (draft, month, weekday, [nth]) =>
    put(draft, "feast", {
      is: "floating",
      month: Number(month),
      weekday: Number(weekday),
      nth: Number(nth),
      plusDays: 0,
      isAmerican: true,
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
  minutes: (draft, minutes) => {
    // "Las nueve y cuarto", where nine is read first.
    if (draft.slots.minute === 0) draft.slots.minute = Number(minutes);
    else put(draft, "minute", Number(minutes));
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
    draft.vague = ofOtherCountries;
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
  recent: (draft) => {
    draft.isRecent = true;
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
  // "Há dois dias atrás"
  if (before === direction) return;
  const isWeak = (each: Direction) => each === "in" || each === "within";
  if (before === undefined || isWeak(direction) || isWeak(before)) {
    if (before === undefined || isWeak(before)) draft.slots.direction = direction;
  } else draft.isConsistent = false;
}
