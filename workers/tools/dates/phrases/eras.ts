import { DateTime } from "luxon";
import type { Era } from "./language.ts";

/** The first and the last day of each era. The first year of an era is that of its first day. */
const eras: Readonly<Record<Era, readonly [first: string, last: string]>> = {
  reiwa: ["2019-05-01", "2199-12-31"],
  heisei: ["1989-01-08", "2019-04-30"],
  showa: ["1926-12-25", "1989-01-07"],
  taisho: ["1912-07-30", "1926-12-24"],
  meiji: ["1868-01-25", "1912-07-29"],
  minguo: ["1912-01-01", "2199-12-31"],
};

/** The year of an era's year. */
export function yearOfEra(era: Era, year: number): number {
  return Number(eras[era][0].slice(0, 4)) + year - 1;
}

/** Whether an era had begun before the end of a period, and had not ended before its start. */
export function isInEra(era: Era, { start, end }: { start: DateTime; end: DateTime }): boolean {
  const [first, last] = eras[era].map((day) => DateTime.fromObject(partsOf(day), { zone: start.zone }));
  return first !== undefined && last !== undefined && end > first && start < last.plus({ days: 1 });
}

function partsOf(day: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, day: date };
}
