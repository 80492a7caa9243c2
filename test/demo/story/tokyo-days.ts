const japanMs = 9 * 60 * 60 * 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

/** A time of tomorrow in Tokyo, such as `10:00`, in Unix milliseconds. Japan has no daylight saving. */
export function tomorrowInTokyo(time: string): number {
  const day = new Date(Date.now() + japanMs + dayMs).toISOString().slice(0, 10);
  return Date.parse(`${day}T${time}+09:00`);
}

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
