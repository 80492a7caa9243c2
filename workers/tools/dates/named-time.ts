import type { DateTime, DateTimeUnit } from "luxon";

/** The time that a text names. */
export interface NamedTime {
  start: DateTime;
  /** The first moment after it; for a moment the same as `start`. */
  end: DateTime;
}

/** Why a text is no date, as the end of a sentence that begins with the text. */
export type Problem = string;

/** The first moment of the day, week, month or longer around a moment. Where clocks go back, midnight may be twice. */
export function firstMoment(around: DateTime, unit: DateTimeUnit = "day"): DateTime {
  const midnight = around.startOf(unit);
  return midnight.getPossibleOffsets().toSorted((one, other) => +one - +other)[0] ?? midnight;
}

/** Whether a time of the clock is none or two moments in its zone, because clocks change. `clock`: such as `02:30`. */
export function clockProblem(at: DateTime, clock: string): Problem | undefined {
  if (at.toFormat("HH:mm") !== clock) return `does not exist in ${at.zoneName}: clocks go forward`;
  if (at.getPossibleOffsets().length === 1) return undefined;
  return `is twice in ${at.zoneName}, where clocks go back: add the offset`;
}

export function canMean(one: DateTime, other: DateTime): Problem {
  const [earlier, later] = [one, other].map((each) => each.toISODate()).sort();
  return `can mean ${earlier} or ${later}`;
}
