/** The ranges of free time in an answer, by its texts of a day in Tokyo: `Tue 2026-12-01 09:00–10:00, 11:00–18:00`. */
export function rangesInTokyo(days: readonly string[]): { start: number; end: number }[] {
  return days.flatMap((text) => {
    const [, date = "", ...times] = text.split(/,? /);
    return times.map((time) => {
      const [start = Number.NaN, end = Number.NaN] = time.split("–").map((edge) => Date.parse(`${date}T${edge}+09:00`));
      return { start, end };
    });
  });
}

/** The day and its times, for a table. */
export const dayAndTimes = (text: string): [string, string] => {
  const dayLength = "Tue 2026-12-01".length;
  return [text.slice(0, dayLength), text.slice(dayLength + 1)];
};
