const japanMs = 9 * 60 * 60 * 1_000;
const dayMs = 24 * 60 * 60 * 1_000;

/** A time of tomorrow in Tokyo, such as `10:00`, in Unix milliseconds. Japan has no daylight saving. */
export function tomorrowInTokyo(time: string): number {
  const day = new Date(Date.now() + japanMs + dayMs).toISOString().slice(0, 10);
  return Date.parse(`${day}T${time}+09:00`);
}
