import { DateTime } from "luxon";
import { type DateContext, readDateBound } from "#workers/tools/dates/date-range.ts";

/** Tuesday, half past eleven. */
const tuesday = "2026-11-24T11:30";

export interface Said extends Partial<Omit<DateContext, "zone" | "nowMs">> {
  zone?: string;
  /** Local time. */
  now?: string;
}

/** A moment as the tests write it: local time, without its hour if that is midnight. */
export function localTime(unixMs: number, zone: string): string {
  return DateTime.fromMillis(unixMs, { zone }).toFormat("yyyy-MM-dd'T'HH:mm").replace("T00:00", "");
}

/** What a text says in local time: its start and end, `2026-11-23..2026-11-24`, or a moment. */
export async function timeOf(text: string, { zone = "Europe/Berlin", now = tuesday, ...said }: Said = {}) {
  const nowMs = DateTime.fromISO(now, { zone }).toMillis();
  const asked = { parameter: "afterDateTime", nowMs, zone: async () => zone, ...said };
  const { unixMs, endMs } = await readDateBound(text, asked);
  const [start, end] = [unixMs, endMs].map((each) => localTime(each, zone));
  return start === end ? start : `${start}..${end}`;
}
