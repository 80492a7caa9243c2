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
  const [, first, last] = /^(.+?)\.\.(.+)$/.exec(text) ?? [];
  if (first !== undefined && last !== undefined) {
    const [from, to] = [await readDateSpan(first, zone), await readDateSpan(last, zone)];
    return { fromMs: from.fromMs, toMs: to.toMs };
  }
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
