import type { DateTime } from "luxon";

const daysOfWeek = 7;
const workdaysOfWeek = 5;

/**
 * The day that lies this many days from Monday to Friday after another one, or before it if the number is negative.
 * Public holidays are not known.
 */
export function plusWorkdays(day: DateTime, count: number): DateTime {
  if (count === 0) return day;
  const sign = Math.sign(count);
  let at = day;
  // The last working day before a Sunday is the one before Monday.
  while (at.weekday > workdaysOfWeek) at = at.minus({ days: sign });
  at = at.plus({ days: daysOfWeek * Math.trunc(count / workdaysOfWeek) });
  for (let rest = Math.abs(count % workdaysOfWeek); rest > 0; ) {
    at = at.plus({ days: sign });
    if (at.weekday <= workdaysOfWeek) rest -= 1;
  }
  return at;
}
