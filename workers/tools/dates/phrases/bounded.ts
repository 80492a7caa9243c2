import type { DateTime } from "luxon";
import type { Slots } from "./phrase.ts";
import { type Problem, type ReadingContext, type Span, timeOf } from "./span.ts";

/** A moment, and the time that was named. */
export interface Bounded extends Pick<Span, "start" | "end"> {
  at: Span["start"];
  /** The other end, if the text names both. */
  other?: Span["start"];
  /** The end that its words are for, whichever was asked for: "since Monday", "until Friday". */
  side?: "start" | "end";
}

const sides = { since: "start", after: "start", until: "end", by: "end", before: "end", during: undefined } as const;

/** The end of a range that a phrase is for, at the hour that it says. */
export function bounded(span: Span, slots: Slots, { edge, now }: ReadingContext): Bounded | Problem | undefined {
  const timed = withTime(span, slots, now);
  if (timed === undefined || "problem" in timed) return timed;
  const { start, end } = timed;
  const { bound } = slots;
  const side = bound && sides[bound];
  if (bound === "after" && slots.direction !== undefined && +end !== +start) {
    return { problem: 'may or may not include the time that it names (write "since", or the day after)' };
  }
  // Whoever writes "more than a year ago" as a start may mean "since".
  if (side !== undefined && side !== edge && slots.direction !== undefined) {
    const [says, parameter] = side === "start" ? ["begins", "afterDateTime"] : ["ends", "beforeDateTime"];
    return { problem: `says where a time ${says}: that is for ${parameter}` };
  }
  // "Until lunch" is until it begins.
  const isUntil = bound === "until" || bound === "by";
  const isWhole = (isUntil && !slots.lunch) || bound === "during" || timed.isEnd;
  const isEnd = (bound === "after" && !isUnclearHour(slots)) || (isWhole && (side ?? edge) === "end");
  return { start, end: timed.around ?? end, at: isEnd ? end : start, ...(side && { side }) };
}

/** The hours that people name without saying whether they are in the afternoon, though few work at night. */
const unclearHours = { last: 6, apart: 12 };

/** Whether "3 o'clock" may be at night or in the afternoon: then each end of a range is the one that leaves more in. */
export function isUnclearHour({ hour, part, isBareHour }: Slots): boolean {
  return isBareHour === true && part === undefined && hour !== undefined && hour <= unclearHours.last;
}

/** Hours of the parts of a day that say no other: night, morning, afternoon, evening. */
const usualHours = 6;

/** A day at the hour, or in the part of it, that a phrase says. Undefined if what it names has no hours. */
export function withTime(span: Span, slots: Slots, now: DateTime): Span | Problem | undefined {
  const time = timeOf(slots);
  if (time === undefined) return slots.minute === undefined ? span : undefined;
  const { hour, minute } = time;
  // 昨夜2時 is after midnight, and nothing says whether that is this day or the one before.
  const isAtNight = slots.part === 18 && slots.hour !== undefined && (slots.hour < 5 || slots.hour === 12);
  if (isAtNight) return { problem: "can mean two days (before or after midnight)" };
  if (span.unit !== "day") return undefined;
  if (!(hour >= 0 && hour <= 24 && minute < 60 && hour * 60 + minute <= 24 * 60)) {
    return { problem: "is not a time that exists" };
  }
  const start = hour === 24 ? span.end : span.start.set({ hour, minute });
  if (isUnclearHour(slots))
    return { start, end: start.plus({ hours: unclearHours.apart }), unit: "moment", isEnd: true };
  if (slots.hour !== undefined) return { start, end: start, unit: "moment" };
  return ofPart(start, slots, now);
}

/** A part of a day, or the early, middle or late part of one: "late yesterday afternoon". */
function ofPart(start: DateTime, { partHours: hours = usualHours, edge }: Slots, now: DateTime): Span {
  const at = (share: number) => start.plus({ minutes: Math.round(share * hours * 60) });
  const end = at(1);
  if (edge === "early") return { start, end: at(1 / 2), unit: "moment" };
  if (edge === "middle") return { start: at(1 / 3), end: at(2 / 3), unit: "moment" };
  if (edge === "late") return { start: at(1 / 2), end, unit: "moment" };
  if (edge === "so-far" && start <= now && now < end) return { start, end: now, unit: "moment" };
  return { start, end, unit: "moment" };
}
