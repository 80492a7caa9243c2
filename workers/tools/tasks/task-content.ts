import { DateTime } from "luxon";
import { cleanLine } from "#workers/text/clean-text.ts";
import { unixMsOf } from "#workers/tools/calendar/event-times.ts";
import type { GraphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import { isResourceUri } from "#workers/tools/format-resource-uri.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";

/** A day on which a task is due, or was done. */
export interface DueDay {
  /** `2026-11-30` */
  day: string;
  /** First moment of the day in the zone. */
  startMs: number;
}

const midnight = /T00:00(?::00(?:\.0+)?)?Z?$/;

/**
 * The day of a task's date. To Do keeps days as the midnight of the zone in which they were chosen, told in UTC; other
 * apps write the midnight of UTC, and Planner some time of the day. Undefined if it is no time.
 */
export function dueDay(time: GraphTimeInZone | string | null | undefined, zone: string): DueDay | undefined {
  const given = typeof time === "string" ? { dateTime: time } : time;
  const unixMs = unixMsOf(given);
  if (given == null || unixMs === undefined) return undefined;
  const isDay = midnight.test(given.dateTime);
  const day = isDay ? given.dateTime.slice(0, 10) : DateTime.fromMillis(unixMs, { zone }).toISODate();
  if (day === null) return undefined;
  const [year, month, date] = day.split("-").map(Number);
  const start = DateTime.fromObject({ year, month, day: date }, { zone });
  return start.isValid ? { day, startMs: start.toMillis() } : undefined;
}

/** A value, which is left out where it is as usual. */
export const unlessUsual = (text: string | null | undefined, usual: string): string | undefined =>
  text == null || text.toLowerCase() === usual.toLowerCase() ? undefined : text;

/** The most entries of a checklist or list of links in an answer. */
export const maxEntries = 100;

/** What an answer says of more entries than are listed, by the number that a task has of each. */
export const entriesLeftOut = (found: { checklist: number; links: number }): Gap[] => [
  found.checklist > maxEntries && `Only ${maxEntries} entries of the checklist are listed.`,
  found.links > maxEntries && `Only ${maxEntries} links are listed.`,
];

/** Categories to choose from in To Do. */
const maxCategories = 25;

const maxAssignees = 20;

/** Names of those who have a task, as far as they are known, otherwise their number. */
export function shownAssignees(ids: readonly string[], names: ReadonlyMap<string, string>) {
  const named = ids.slice(0, maxAssignees).flatMap((id) => names.get(id) ?? []);
  if (named.length === 0) return ids.length || undefined;
  return named.length < ids.length ? [...named, `${ids.length - named.length} more`] : named;
}

/** The categories of a task, as callers see them. */
export const shownCategories = (categories: readonly string[] | null | undefined): string[] =>
  (categories ?? []).slice(0, maxCategories).map(cleanLine);

/** An entry of a checklist, as callers see it. */
export const checklistEntry = (title: string | null | undefined, isDone: boolean | null | undefined) => ({
  title: cleanLine(title ?? ""),
  isDone: isDone === true,
});

/** A link of a task, as callers see it. Addresses of other kinds than web pages are left out. */
export function taskLink(link: { name?: string | null | undefined; app?: string | null | undefined; url: string }) {
  const url = cleanLine(link.url);
  return withoutEmpty({
    name: cleanLine(link.name ?? "") || undefined,
    app: cleanLine(link.app ?? "") || undefined,
    url: /^https?:\/\//i.test(url) && !isResourceUri(url) ? url : undefined,
  });
}
