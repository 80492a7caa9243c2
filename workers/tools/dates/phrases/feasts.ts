/** A day whose date is computed for each year. */
export type Feast =
  | { is: "easter"; plusDays: number }
  /** The nth weekday of a month, or a day so many days later. */
  | { is: "floating"; month: number; weekday: number; nth: number; plusDays: number };

const daysOfWeek = 7;

/** The month of a feast in a year, and its day, which may lie before or after that month. */
export function dateOfFeast(feast: Feast, year: number): { month: number; day: number } {
  if (feast.is === "easter") {
    const { month, day } = easterSunday(year);
    return { month, day: day + feast.plusDays };
  }
  const { month, weekday, nth, plusDays } = feast;
  const firstDay = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const day = 1 + ((weekday - firstDay + daysOfWeek) % daysOfWeek) + daysOfWeek * (nth - 1);
  return { month, day: day + plusDays };
}

/**
 * Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher, whose letters these are.
 * https://en.wikipedia.org/wiki/Date_of_Easter#Anonymous_Gregorian_algorithm
 */
function easterSunday(year: number): { month: number; day: number } {
  const a = year % 19;
  const [b, c] = [Math.trunc(year / 100), year % 100];
  const [d, e] = [Math.trunc(b / 4), b % 4];
  const g = Math.trunc((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.trunc(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.trunc((a + 11 * h + 19 * l) / 433);
  const month = Math.trunc((h + l - 7 * m + 90) / 25);
  return { month, day: (h + l - 7 * m + 33 * month + 19) % 32 };
}
