import { type Draft, put, putHour } from "./phrase.ts";

/** As long is 最近. */
const recentDays = 30;

/** Settles what only the whole phrase tells: what its numbers mean. `isYearFirst`: in "3 quarter" it is the third. */
export function settle(draft: Draft, isYearFirst: boolean): void {
  const { slots } = draft;
  if (draft.expected === "week") settleWeek(draft);
  if (draft.hasMorningOrTomorrow) {
    const hasDay = [slots.day, slots.weekday, slots.month].some((given) => given !== undefined);
    if (hasDay) put(draft, "part", 6);
    else put(draft, "day", 1);
  }
  settleMarked(draft);
  // Swedish "om 1 dag" is no time of day in Dutch.
  if (draft.expected === "hour" && draft.counts.length > 0) draft.isConsistent = false;
  settleDirection(draft);
  if (draft.isInclusive) settleInclusive(draft);
  // "Over a year ago" is before that, "over the weekend" during it.
  if (draft.hasOver && draft.counts.length > 0 && (slots.which ?? slots.near) === undefined)
    put(draft, "bound", "before");
  const [only, ...others] = draft.counts;
  if (isYearFirst && only && others.length === 0 && !looksAway(draft)) {
    if (only.unit === "quarter" || only.unit === "half") {
      draft.counts = [];
      put(draft, only.unit, only.count);
    }
  }
  if (draft.isRecent && draft.counts.length === 0 && Object.keys(slots).length === 1) {
    draft.counts.push({ count: recentDays, unit: "day" });
  }
  // この夏 is this summer.
  if (slots.season !== undefined && slots.direction === "rolling") {
    delete slots.direction;
    put(draft, "which", 0);
  }
  for (const number of draft.numbers) settleNumber(draft, number);
  if (draft.hasHalf) settleHalf(draft);
  settleUnit(draft);
}

/** "47. KW": the number comes first. */
function settleWeek(draft: Draft): void {
  const [number, ...others] = draft.numbers;
  if (number === undefined || others.length > 0) draft.isConsistent = false;
  else put(draft, "weekNumber", number.value);
  draft.numbers = [];
}

const halves = {
  year: [6, "month"],
  month: [15, "day"],
  week: [4, "day"],
  day: [12, "hour"],
  hour: [30, "minute"],
} as const;

/** 3時半 is half past three, 1年半前 one and a half years ago. */
function settleHalf(draft: Draft): void {
  const last = draft.counts.at(-1)?.unit;
  if (last === undefined) put(draft, "minute", 30);
  else if (last in halves) {
    const [count, unit] = halves[last as keyof typeof halves];
    draft.counts.push({ count, unit });
  } else draft.isConsistent = false;
}

/** "The month of October", "el día 15" and "the 15th of the month" say what they name. */
function settleUnit({ slots }: Draft): void {
  const { unit, which, edge } = slots;
  // "Dia 16 passado"
  if (which !== undefined && !(unit === "day" && slots.dayOfMonth !== undefined)) return;
  // "The first half of the year" is that of this one.
  if (unit === "year" && edge === undefined && slots.year === undefined && (slots.quarter ?? slots.half) !== undefined)
    slots.which = 0;
  const isNamed =
    (unit === "month" && slots.month !== undefined) ||
    (unit === "month" && slots.dayOfMonth !== undefined && edge === undefined) ||
    (unit === "year" && slots.year !== undefined) ||
    (unit === "day" && slots.dayOfMonth !== undefined && edge === undefined);
  if (isNamed) delete slots.unit;
}

/** What words mean beside a count, and what else. */
const twoWays = {
  before: { beside: "ago", else: "before" },
  since: { beside: "ago", else: "since" },
  after: { beside: "ahead", else: "since" },
  by: { beside: "ahead", else: "by" },
  later: { beside: "ahead", else: "after" },
} as const;

/** "Vor 3 Tagen" is ago, "vor Montag" before Monday. */
function settleDirection(draft: Draft): void {
  const { direction } = draft.slots;
  if (direction === undefined || !(direction in twoWays)) return;
  const { beside, else: bound } = twoWays[direction as keyof typeof twoWays];
  if (draft.counts.length > 0) draft.slots.direction = beside;
  else {
    delete draft.slots.direction;
    put(draft, "bound", bound);
  }
}

/** "October 15 inclusive" begins with that day and ends with it; "before October 15 inclusive" makes no sense. */
function settleInclusive(draft: Draft): void {
  const { bound } = draft.slots;
  if (bound === undefined) draft.slots.bound = "during";
  else if (bound === "before" || bound === "after") draft.isConsistent = false;
}

/** Whether the phrase counts from now. */
function looksAway({ slots }: Draft): boolean {
  if (slots.direction !== undefined && slots.direction !== "in") return true;
  const isOfOther = slots.unit !== undefined || slots.weekday !== undefined || slots.weekend !== undefined;
  return (slots.which !== undefined || slots.near !== undefined) && !isOfOther && slots.month === undefined;
}

function settleMarked(draft: Draft): void {
  const hasMonth = draft.marked.some(({ mark }) => mark === "month");
  const isCounted = looksAway(draft) && !hasMonth;
  for (const { mark, value } of draft.marked) {
    if (mark === "month") put(draft, "month", value);
    else if (mark === "week") settleWeekMark(draft, value);
    else if (mark === "hour") putHour(draft, value);
    else if (mark === "minute" && draft.slots.hour !== undefined) put(draft, "minute", value);
    else if (mark === "date") put(draft, "dayOfMonth", value);
    else if (mark === "fiscal") {
      put(draft, "year", value);
      put(draft, "fiscal", true);
    } else if (isCounted || mark === "minute" || (mark === "hours" && draft.slots.direction === "in")) {
      draft.counts.push({ count: value, unit: mark === "hours" ? "hour" : mark });
    } else if (mark === "hours") {
      // "24h" alone is no midnight.
      if (value > 23) draft.isConsistent = false;
      putHour(draft, value);
    } else put(draft, mark === "day" ? "dayOfMonth" : "year", value);
  }
}

/** 2週目 is the second week of a month, or else of the year. */
function settleWeekMark(draft: Draft, value: number): void {
  const { month, unit, period } = draft.slots;
  const isOfMonth =
    month !== undefined ||
    unit === "month" ||
    period?.unit === "month" ||
    draft.marked.some(({ mark }) => mark === "month");
  if (isOfMonth) put(draft, "some", { place: value, count: 1, unit: "week" });
  else put(draft, "weekNumber", value);
}

/**
 * A number without a unit is a year, the day of a month, or the hour of "5 in the afternoon". In words it is a day only
 * beside a month: "segunda" is no day of a month but a Monday. In "since 9" it may be an hour as well.
 */
function settleNumber(draft: Draft, { value, isWord, isNamed }: Draft["numbers"][number]): void {
  const { slots } = draft;
  const hasMonth = slots.month !== undefined || slots.unit === "month" || slots.period?.unit === "month";
  const isFiscal = slots.unit === "fiscal" || slots.fiscal !== undefined;
  const isOfYear = isFiscal || slots.quarter !== undefined || (slots.half !== undefined && !hasMonth);
  const hasDay = slots.dayOfMonth !== undefined || (!isNamed && saysWhichDay(slots));
  // "Before 3 yesterday"
  const isHour = slots.day !== undefined && slots.bound !== undefined && !isNamed && value <= 24;
  if (isHour && slots.part === undefined && slots.hour === undefined) putHour(draft, value);
  else if (value >= 1_000 || (isOfYear && value < 100 && value >= 10))
    put(draft, "year", value < 100 ? 2_000 + value : value);
  else if (slots.part !== undefined && slots.hour === undefined && hasDay) {
    put(draft, "hour", value);
  } else if (!hasMonth && (isWord || (!isNamed && slots.weekday === undefined))) draft.isConsistent = false;
  else put(draft, "dayOfMonth", value);
}

/** "9 this morning", "8 last night": the day needs no number. */
function saysWhichDay({ day, which, unit }: Draft["slots"]): boolean {
  return day !== undefined || (which !== undefined && unit === undefined);
}
