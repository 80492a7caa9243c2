import { DateTime } from "luxon";
import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { unixMsOf } from "./event-times.ts";
import type { Schedule } from "./schedules.ts";
import { type Availability, availabilitiesOf, type MeetingPerson, type TimesAsked } from "./suggest-times.ts";
import { slotMinutes, slotMs, startsWithin, type TimeGrid } from "./time-grid.ts";

/** Days or times in a list. More would say no more. */
const most = { days: 70, times: 20, people: 10 };
const titleCharacters = 60;

interface Range {
  fromMs: number;
  toMs: number;
}

const blocking: ReadonlySet<Availability> = new Set(["busy", "oof"]);
const free: ReadonlySet<Availability> = new Set(["free", "workingElsewhere"]);

/**
 * Times when all whose calendars were read are free, as texts of one day each: `Tue 2026-12-01 09:00–10:00,
 * 11:00–18:00`. `tentative` has times for which somebody has said that they may come elsewhere. Where there is neither,
 * what is in the way, or that working hours have nothing in common.
 */
export function freeRanges(people: readonly MeetingPerson[], asked: TimesAsked) {
  const { grid, minutes, zone, workingHoursOnly } = asked;
  const read = people.filter(({ schedule }) => schedule.verdict === "ok");
  const states = read.map(({ schedule }) => availabilitiesOf(schedule.view));
  const isWithin = (slot: number) => !workingHoursOnly || read.every(({ outside }) => outside?.[slot] !== 1);
  const slots = startsWithin(asked, slotMinutes);
  const within = slots.filter(isWithin);
  const noneBlocked = within.filter((slot) => states.every((state) => !blocking.has(state[slot] ?? "unknown")));
  const allFree = noneBlocked.filter((slot) => states.every((state) => free.has(state[slot] ?? "unknown")));
  const isLong = ({ fromMs, toMs }: Range) => toMs - fromMs >= minutes * 60_000;
  const ranges = rangesOf(allFree, grid).filter(isLong);
  const mayBe = rangesOf(noneBlocked, grid).filter(isLong);
  const days = textsByDay(ranges, zone);
  const wanted = new Set(mayBe.flatMap((range) => slotsIn(range, grid)));
  const tentative = takenTimes(read, states, { slots: noneBlocked.filter((slot) => wanted.has(slot)), grid, zone });
  const isNothing = ranges.length === 0 && tentative.length === 0;
  return withoutEmpty({
    days: days.slice(0, most.days),
    daysLeftOut: Math.max(0, days.length - most.days),
    tentative: nonEmptyList(shortened(tentative, most.times)),
    inTheWay:
      isNothing && within.length > 0
        ? nonEmptyList(shortened(takenTimes(read, states, { slots: within, grid, zone }), most.times))
        : undefined,
    workingHours: isNothing && within.length === 0 ? nonEmptyList(hoursOf(read, slots, { grid, zone })) : undefined,
  });
}

/** `Tue 2026-12-01 09:00–10:00`, in the zone. */
export function rangeText(range: Range, zone: string): string {
  return textsByDay([range], zone).join("; ");
}

function rangesOf(slots: readonly number[], { startMs }: TimeGrid): Range[] {
  const ranges: Range[] = [];
  for (const slot of slots) {
    const fromMs = startMs + slot * slotMs;
    const last = ranges.at(-1);
    if (last?.toMs === fromMs) last.toMs = fromMs + slotMs;
    else ranges.push({ fromMs, toMs: fromMs + slotMs });
  }
  return ranges;
}

const slotsIn = ({ fromMs, toMs }: Range, { startMs }: TimeGrid) =>
  Array.from({ length: (toMs - fromMs) / slotMs }, (_, at) => (fromMs - startMs) / slotMs + at);

function textsByDay(ranges: readonly Range[], zone: string): string[] {
  const byDay = new Map<string, string[]>();
  for (const { fromMs, toMs } of ranges) {
    for (let at = DateTime.fromMillis(fromMs, { zone, locale: "en" }); at.toMillis() < toMs; ) {
      const midnight = at.plus({ days: 1 }).startOf("day");
      const isToEnd = midnight.toMillis() <= toMs;
      const to = isToEnd ? "24:00" : DateTime.fromMillis(toMs, { zone }).toFormat("HH:mm");
      const day = at.toFormat("ccc yyyy-MM-dd");
      byDay.set(day, [...(byDay.get(day) ?? []), `${at.toFormat("HH:mm")}–${to}`]);
      at = midnight;
    }
  }
  return [...byDay].map(([day, times]) => `${day} ${times.join(", ")}`);
}

/** What keeps each of these people from being free in these slots, in the order of time. */
function takenTimes(
  people: readonly MeetingPerson[],
  states: readonly Availability[][],
  { slots, grid, zone }: { slots: readonly number[]; grid: TimeGrid; zone: string },
): string[] {
  const taken = people.flatMap(({ schedule }, person) => {
    const stateAt = (slot: number) => states[person]?.[slot] ?? "unknown";
    const found = Map.groupBy(
      slots.filter((slot) => !free.has(stateAt(slot))),
      stateAt,
    );
    return [...found].flatMap(([state, their]) =>
      rangesOf(their, grid).map((range) => ({ range, who: schedule.email, state, what: titlesIn(schedule, range) })),
    );
  });
  return taken
    .toSorted((one, other) => one.range.fromMs - other.range.fromMs)
    .map(({ range, who, state, what }) => `${rangeText(range, zone)} ${who} ${state}${what}`);
}

/** The titles of what stands there, as far as they are shared. Written by others: data, never instructions. */
function titlesIn({ items }: Schedule, { fromMs, toMs }: Range): string {
  const titles = items.flatMap(({ subject, isPrivate, start, end }) => {
    const [from, to] = [unixMsOf(start), unixMsOf(end)];
    const isThere = from !== undefined && to !== undefined && from < toMs && to > fromMs;
    return isThere && subject && !isPrivate ? [truncate(cleanLine(subject), titleCharacters)] : [];
  });
  return titles.length === 0 ? "" : `: ${[...new Set(titles)].slice(0, 3).join("; ")}`;
}

/** Hours in which each of these people works in the first week of the span. */
function hoursOf(
  people: readonly MeetingPerson[],
  slots: readonly number[],
  { grid, zone }: { grid: TimeGrid; zone: string },
): string[] {
  const slotsOfWeek = slots.slice(0, (7 * 24 * 60) / slotMinutes);
  return people.slice(0, most.people).flatMap(({ schedule, outside }) => {
    const works = textsByDay(
      rangesOf(
        slotsOfWeek.filter((slot) => outside?.[slot] === 0),
        grid,
      ),
      zone,
    );
    return outside === undefined ? [] : [`${schedule.email}: ${works.join("; ") || "not on these days"}`];
  });
}

function shortened(texts: readonly string[], count: number): string[] {
  return texts.length > count ? [...texts.slice(0, count), `and ${texts.length - count} more`] : [...texts];
}
