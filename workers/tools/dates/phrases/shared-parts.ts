import type { Said } from "./said.ts";

/** What a part of a phrase is about; `around` is a period or a part of one: "last month", "Q3". */
type Kind = "hour" | "day" | "weekday" | "month" | "year" | "date" | "named" | "around" | "nothing";

const kindsOfMeanings: { readonly [name: string]: Kind } = {
  part: "hour",
  forenoon: "hour",
  lunch: "hour",
  hour: "hour",
  at: "hour",
  minutes: "hour",
  "half-past": "hour",
  weekday: "weekday",
  month: "month",
  era: "year",
  day: "named",
  weekend: "named",
  now: "named",
  "hour-article": "nothing",
  place: "nothing",
  filler: "nothing",
  inclusive: "nothing",
};

const kindsOfMarks = {
  hour: "hour",
  hours: "hour",
  minute: "hour",
  day: "day",
  date: "day",
  week: "around",
  month: "month",
  year: "year",
  fiscal: "year",
} as const;

function kindOf(part: Said): Kind {
  if (part.is === "meaning") return kindsOfMeanings[part.meaning.split(" ")[0] ?? ""] ?? "around";
  if (part.is === "number") return part.value >= 1_000 ? "year" : "day";
  if (part.is === "marked") return kindsOfMarks[part.mark];
  if (part.is === "date") return part.day === undefined ? "month" : "date";
  return part.is === "time" ? "hour" : "around";
}

/** The parts without which a day of a month, or a weekday of a week, means nothing exact. */
function frameOf(parts: readonly Said[]): Said[] {
  const frame = parts.flatMap((part): Said[] => {
    if (part.is === "date") {
      const { year, month } = part;
      return [{ is: "date", month, ...(year !== undefined && { year }) }];
    }
    return ["month", "year", "around"].includes(kindOf(part)) ? [part] : [];
  });
  // "Next" alone is that of a weekday.
  const saysWhen = frame.some((part) => part.is !== "meaning" || !/^(?:which|near) /.test(part.meaning));
  return saysWhen ? frame : [];
}

/**
 * The two ends of a range, each with what only the other one says: the month in "1 to 15 October", the day in "9:00 to
 * 11:00 yesterday", the year in "October to December 2025".
 */
export function withSharedParts(from: readonly Said[], until: readonly Said[]): readonly [Said[], Said[]] {
  const to = endsInPart(until) ? until.map(asHour) : until;
  const start = inHours(from, to);
  return [[...startWith(start, to), ...partAfter(start, to)], endWith(to, start)];
}

function startWith(from: readonly Said[], to: readonly Said[]): readonly Said[] {
  const kinds = kindsOf(from);
  if (kinds.every((kind) => kind === "hour")) return [...to.filter((part) => kindOf(part) !== "hour"), ...from];
  const [only, ...others] = from;
  // 1〜3月
  if (only?.is === "number" && others.length === 0 && to.every((part) => kindOf(part) !== "day")) {
    const month = to.find((part) => part.is === "marked" && part.mark === "month");
    if (month?.is === "marked") return [...yearOf(to), { ...month, value: only.value }];
  }
  // 16〜20日
  const [day, ...after] = to;
  if (only?.is === "number" && others.length === 0 && day?.is === "marked" && after.length === 0)
    return [{ ...day, value: only.value }];
  if (kinds.every((kind) => kind === "day" || kind === "weekday" || kind === "hour")) return [...frameOf(to), ...from];
  if (kinds.some((kind) => kind === "year" || kind === "named")) return from;
  const hasYear = from.some((part) => part.is === "date" && part.year !== undefined);
  const isOfYear = kinds.every((kind) => ["month", "date", "day", "weekday"].includes(kind));
  return hasYear || !(isOfYear || from.some(isPartOfYear)) ? from : [...from, ...yearOf(to)];
}

function isPartOfYear(part: Said): boolean {
  return part.is === "index" || (part.is === "meaning" && /^(?:quarter|half) /.test(part.meaning));
}

/** "2 to 4 in the afternoon" is in it all the time, 9時から午後3時 is not. */
function partAfter(from: readonly Said[], to: readonly Said[]): Said[] {
  const saysHalf = from.some((part) => isPart(part) || (part.is === "time" && part.isOfHalfDay));
  const hasHour = from.some((part) => kindOf(part) === "hour");
  return to.filter((part, index) => hasHour && !saysHalf && index > 0 && isPart(part));
}

/** "9 to 11 this morning" */
function endsInPart(to: readonly Said[]): boolean {
  const end = to.find((part) => kindOf(part) !== "nothing");
  return end?.is === "number" && !end.isOrdinal && end.value <= 12 && to.some(isPart);
}

/** A plain number as an hour. */
export function asHour(part: Said): Said {
  return part.is === "number" && !part.isOrdinal && part.value <= 24
    ? { is: "time", hour: part.value, minute: 0, isBare: true }
    : part;
}

/** "2 to 4pm" begins at two in the afternoon, "9 to 11 o'clock yesterday" at nine. */
function inHours(from: readonly Said[], to: readonly Said[]): readonly Said[] {
  const end = to.find((part) => kindOf(part) !== "nothing");
  const isHour = end !== undefined && end.is !== "meaning" && kindOf(end) === "hour";
  const isOther = kindsOf(from).some((kind) => ["month", "date", "hour", "year"].includes(kind));
  if (!isHour || isOther || from.filter(({ is }) => is === "number").length !== 1) return from;
  const lastHour = end.is === "time" && end.isOfHalfDay ? end.hour : 0;
  return from.map((part): Said => {
    if (part.is !== "number" || part.isOrdinal || part.value > 24) return part;
    const isLater = lastHour >= 12 && part.value + 12 < lastHour;
    return { is: "time", hour: part.value + (isLater ? 12 : 0), minute: 0, isBare: lastHour === 0 };
  });
}

function yearOf(parts: readonly Said[]): Said[] {
  return parts.flatMap((part): Said[] => {
    if (part.is === "date" && part.year !== undefined) return [{ is: "number", value: part.year, isOrdinal: false }];
    return kindOf(part) === "year" ? [part] : [];
  });
}

function endWith(to: readonly Said[], from: readonly Said[]): Said[] {
  const kinds = kindsOf(to);
  if (kinds.every((kind) => kind === "hour")) {
    const hasPart = to.some(isPart);
    const isShared = (part: Said) => kindOf(part) !== "hour" || (!hasPart && isPart(part));
    return [...from.filter(isShared), ...to];
  }
  if (isDayOfYear(to)) return [...from.filter((part) => kindOf(part) === "month"), ...to];
  return isDayOnly(to) && isDayAlone(to, from) ? [...frameOf(from), ...to] : [...to];
}

/** Whether parts name a whole day: a weekday, a date, the day of a month. */
export function saysDay(parts: readonly Said[]): boolean {
  const kinds = kindsOf(parts);
  const isDay = kinds.some((kind) => kind === "weekday" || kind === "named" || kind === "date");
  return isDay || (kinds.includes("day") && kinds.includes("month"));
}

/** Whether parts name a whole day, or the morning or another part of one. */
export function saysDayOrPart(parts: readonly Said[]): boolean {
  return saysDay(parts) || parts.some(isPart);
}

/** Whether a part says a day of a month, and neither month nor time. */
export function isDayOnly(parts: readonly Said[]): boolean {
  const kinds = kindsOf(parts);
  return kinds.includes("day") && kinds.every((kind) => kind === "day" || kind === "weekday");
}

/** "November 5 to 12, 2025" */
function isDayOfYear(parts: readonly Said[]): boolean {
  const kinds = kindsOf(parts);
  return kinds.includes("day") && kinds.includes("year") && kinds.every((kind) => kind === "day" || kind === "year");
}

function isPart(part: Said): boolean {
  return part.is === "meaning" && /^(?:part |forenoon$|lunch$)/.test(part.meaning);
}

/** "October 5 at 9 to 11" ends at an hour, not on a day. */
function isDayAlone(to: readonly Said[], from: readonly Said[]): boolean {
  const isMarked = to.some((part) => part.is === "marked");
  return isMarked || !kindsOf(from).includes("hour");
}

function kindsOf(parts: readonly Said[]): Kind[] {
  return parts.map(kindOf).filter((kind) => kind !== "nothing");
}
