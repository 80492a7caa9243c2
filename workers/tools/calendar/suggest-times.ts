import { DateTime } from "luxon";
import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { ianaOffset } from "#workers/tools/dates/graph-zone.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { unixMsOf } from "./event-times.ts";
import type { Schedule } from "./schedules.ts";
import {
  type GridRange,
  greatestOver,
  offsetsOver,
  slotMinutes,
  slotMs,
  startsWithin,
  type TimeGrid,
} from "./time-grid.ts";

/** States of a person's time, from the best for a meeting to the worst. */
const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];

/** A person with this rank or a higher one is not expected to come. */
const blocked = availabilities.indexOf("oof");
/** The chance that a person attends, in percent (https://learn.microsoft.com/graph/findmeetingtimes-example). */
const chances = [100, 100, 49, 50, 0, 0];
/** Ranks by the digits of Graph's `availabilityView`, from 0 (free) to 4 (working elsewhere). */
const ranks = (["free", "tentative", "busy", "oof", "workingElsewhere"] as const).map((name) =>
  availabilities.indexOf(name),
);
const unknown = availabilities.indexOf("unknown");
const digitZero = "0".charCodeAt(0);

/** Somebody to meet. The first one is the organizer. */
export interface MeetingPerson {
  schedule: Schedule;
  /** 1 for each slot outside working hours. Undefined if they are unknown. */
  outside: Uint8Array | undefined;
}

export type Suggestions = ReturnType<typeof suggestTimes>;
/** `confidence` in percent; `people` in the given order. */
export type SuggestedTime = Suggestions["times"][number];

/** What is asked of the people's times: a meeting between the earliest start and the latest end. */
export interface TimesAsked extends GridRange {
  /** The length of the meeting. */
  minutes: number;
  workingHoursOnly: boolean;
  /** The IANA zone of texts, and of the whole and half hours that are preferred. */
  zone: string;
  maxCandidates: number;
}

/**
 * Suggests times that suit everybody. If there are none, times that suit the organizer and at least half of the others.
 * The times don't overlap. They are sorted by the chance of attendance, then by the number of people within their
 * working hours, then by time. `leftOut` counts further times that overlap neither these nor each other.
 */
export function suggestTimes(people: readonly MeetingPerson[], asked: TimesAsked) {
  const { grid, minutes, workingHoursOnly } = asked;
  const length = Math.ceil(minutes / slotMinutes);
  const worst = people.map(({ schedule }) => greatestOver(ranksOf(schedule.view), length));
  const outside = people.map((person) => person.outside && greatestOver(person.outside, length));
  const rankAt = (person: number, slot: number) => worst[person]?.[slot] ?? unknown;
  const isOutside = (person: number, slot: number) => outside[person]?.[slot] === 1;
  const sums = sumOver(people.length, grid.slots, { rankAt, isOutside });
  const starts = startsWithin(asked, minutes).filter((slot) => !workingHoursOnly || sums.outside[slot] === 0);
  const knownOthers = people.slice(1).filter(({ schedule }) => schedule.verdict === "ok").length;
  const free = starts.filter((slot) => rankAt(0, slot) < blocked);
  const whole = free.filter((slot) => sums.blocked[slot] === 0);
  const partial = () => free.filter((slot) => (sums.blocked[slot] ?? 0) * 2 <= knownOthers);
  const confidenceAt = (slot: number) => Math.round((sums.chance[slot] ?? 0) / people.length);
  /** Lower is better: first the chance of attendance, then the number of people outside their working hours. */
  const costOf = (slot: number) => (100 - confidenceAt(slot)) * (people.length + 1) + (sums.outside[slot] ?? 0);
  const picked = pickApart(whole.length > 0 ? whole : partial(), costOf, asked);
  const best = picked
    .slice(0, asked.maxCandidates)
    .toSorted((one, other) => costOf(one) - costOf(other) || one - other);
  return {
    times: best.map((slot) => {
      const startMs = grid.startMs + slot * slotMs;
      return {
        startMs,
        endMs: startMs + minutes * 60_000,
        confidence: confidenceAt(slot),
        people: people.map(({ schedule }, person) => ({
          email: schedule.email,
          availability: availabilities[rankAt(person, slot)] ?? "unknown",
          isOutsideHours: isOutside(person, slot),
        })),
        everyoneAvailable: people.every((_, person) => rankAt(person, slot) < unknown),
      };
    }),
    leftOut: picked.length - best.length,
    organizerIsBlocked: starts.length > 0 ? free.length === 0 : people.length === 1,
    suitEverybody: whole.length > 0,
  };
}

/** A person's state in each slot of a view. */
const availabilitiesOf = (view: string): Availability[] =>
  Array.from(ranksOf(view), (rank) => availabilities[rank] ?? "unknown");

function ranksOf(view: string): Uint8Array {
  const found = new Uint8Array(view.length);
  for (let slot = 0; slot < view.length; slot += 1) found[slot] = ranks[view.charCodeAt(slot) - digitZero] ?? unknown;
  return found;
}

/** Per slot: the sum of all chances, and how many people are blocked or outside their working hours. */
function sumOver(
  people: number,
  slots: number,
  at: { rankAt(person: number, slot: number): number; isOutside(person: number, slot: number): boolean },
) {
  const sums = { chance: new Uint32Array(slots), blocked: new Uint16Array(slots), outside: new Uint16Array(slots) };
  for (let person = 0; person < people; person += 1) {
    for (let slot = 0; slot < slots; slot += 1) {
      const rank = at.rankAt(person, slot);
      sums.chance[slot] = (sums.chance[slot] ?? 0) + (chances[rank] ?? 0);
      if (rank >= blocked) sums.blocked[slot] = (sums.blocked[slot] ?? 0) + 1;
      if (at.isOutside(person, slot)) sums.outside[slot] = (sums.outside[slot] ?? 0) + 1;
    }
  }
  return sums;
}

/**
 * The best slots whose meetings don't overlap. Among equals, whole and half hours come first, then earlier slots. Tens
 * of thousands of slots are sorted fast because they are encoded as plain numbers.
 */
function pickApart(
  slots: readonly number[],
  costOf: (slot: number) => number,
  { minutes, zone, grid }: TimesAsked,
): number[] {
  const length = Math.ceil(minutes / slotMinutes);
  const offsets = offsetsOver(grid, ianaOffset(zone));
  const isRound = (slot: number) => ((grid.startMs + slot * slotMs) / 60_000 + (offsets[slot] ?? 0)) % 30 === 0;
  const keyOf = (slot: number) => (costOf(slot) * 2 + (isRound(slot) ? 0 : 1)) * grid.slots + slot;
  const taken = new Uint8Array(grid.slots + length);
  const picked: number[] = [];
  for (const key of Float64Array.from(slots, keyOf).sort()) {
    const slot = key % grid.slots;
    if (taken.subarray(slot, slot + length).includes(1)) continue;
    taken.fill(1, slot, slot + length);
    picked.push(slot);
  }
  return picked;
}

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
