import { DateTime } from "luxon";
import { readDateBound } from "#workers/tools/dates/date-bound.ts";

export interface DateSpan {
  /** In Unix milliseconds, inclusive. */
  fromMs: number;
  /** In Unix milliseconds, exclusive. */
  toMs: number;
}

export interface DateZone {
  nowMs: number;
  zone(): Promise<string>;
}

/**
 * The time span of a KQL date: a day, a moment, a range `a..b`, or words such as `last week`. Rejects with
 * `invalid_input`.
 */
export async function readDateSpan(text: string, zone: DateZone): Promise<DateSpan> {
  const at = text.indexOf("..");
  if (at <= 0 || at + 2 === text.length) return await readOneSpan(text, zone);
  const from = await readOneSpan(text.slice(0, at), zone);
  const to = await readOneSpan(text.slice(at + 2), zone);
  return { fromMs: from.fromMs, toMs: to.toMs };
}

async function readOneSpan(text: string, zone: DateZone): Promise<DateSpan> {
  const { unixMs } = await readDateBound(text, { parameter: "query: sent", nowMs: zone.nowMs, zone: zone.zone });
  const start = DateTime.fromMillis(unixMs, { zone: await zone.zone() });
  return { fromMs: unixMs, toMs: start.plus(lengthOf(text)).toMillis() };
}

function lengthOf(text: string): { [unit in "years" | "months" | "weeks" | "days" | "seconds"]?: number } {
  if (/\d:\d/.test(text)) return { seconds: 1 };
  if (/\bweek$/i.test(text)) return { weeks: 1 };
  if (/\bmonth$|^\d{4}-\d{2}$/i.test(text)) return { months: 1 };
  if (/\byear$|^\d{4}$/i.test(text)) return { years: 1 };
  return { days: 1 };
}
