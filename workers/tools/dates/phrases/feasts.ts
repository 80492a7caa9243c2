/** A day whose date is computed for each year, or several days (`days`). */
export type Feast =
  | { is: "easter"; plusDays: number; days?: number }
  | { is: "fixed"; month: number; day: number; days: number }
  /** A day of the Chinese calendar. */
  | { is: "lunar"; month: number; day: number; plusDays: number; days: number }
  /** The nth weekday of a month, or a day so many days later. */
  | { is: "floating"; month: number; weekday: number; nth: number; plusDays: number; days?: number; isAmerican?: true };

const daysOfWeek = 7;

/** The month of a feast in a year, and its day, which may lie before or after that month. */
export function dateOfFeast(feast: Feast, year: number): { month: number; day: number } {
  if (feast.is === "easter") {
    const { month, day } = easterSunday(year);
    return { month, day: day + feast.plusDays };
  }
  if (feast.is === "fixed") return feast;
  if (feast.is === "lunar") return dateInLunarYear(feast, year);
  const { month, weekday, nth, plusDays } = feast;
  const firstDay = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const day = 1 + ((weekday - firstDay + daysOfWeek) % daysOfWeek) + daysOfWeek * (nth - 1);
  return { month, day: day + plusDays };
}

const dayMs = 24 * 3_600_000;
const daysOfLunarMonth = 29.53;
/** The year begins between January 20 and February 21, and has a leap month now and then. */
const firstNewYear = 19;
const mostDaysLater = 64;
const lunarDate = new Intl.DateTimeFormat("en-u-ca-chinese", { timeZone: "UTC", month: "numeric", day: "numeric" });

function dateInLunarYear(
  { month, day, plusDays }: Extract<Feast, { is: "lunar" }>,
  year: number,
): { month: number; day: number } {
  const from = firstNewYear + Math.floor((month - 1) * daysOfLunarMonth) + day - 1;
  const days = Array.from({ length: mostDaysLater }, (_, index) => from + index);
  const found = days.find((each) => lunarDate.format(Date.UTC(year, 0, 1) + (each - 1) * dayMs) === `${month}/${day}`);
  return { month: 1, day: (found ?? from) + plusDays };
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
