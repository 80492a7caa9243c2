import type { Availability } from "#common/tools/find-meeting-availability.ts";
import { availabilities } from "#common/tools/find-meeting-availability.ts";
import { greatestOver, slotMinutes, slotMs, type TimeGrid } from "./time-grid.ts";

/** From here on nobody counts on the person. */
const blocked = availabilities.indexOf("oof");
/** Chance in percent that somebody comes (learn.microsoft.com/graph/findmeetingtimes-example, "confidence"). */
const chances = [100, 100, 49, 50, 0, 0];
/** By the digit in Graph's `availabilityView`: 0 free, 1 tentative, 2 busy, 3 out of office, 4 working elsewhere. */
const ranks = (["free", "tentative", "busy", "oof", "workingElsewhere"] as const).map((name) =>
  availabilities.indexOf(name),
);
const unknown = availabilities.indexOf("unknown");
const digitZero = "0".charCodeAt(0);

/** One person, the organizer first. */
export interface Attending {
  /** A character of `availabilityView` per slot. */
  view: string;
  /** Whether the view was read at all. */
  isKnown: boolean;
  /** 1 for each slot outside working hours; undefined where they are not known. */
  outside: Uint8Array | undefined;
}

export interface SuggestedTime {
  startMs: number;
  endMs: number;
  /** Average chance of everybody's coming, in percent. */
  confidence: number;
  /** Of each person, in the order given. */
  availability: Availability[];
  outsideHours: boolean[];
  /** Whether everybody is known to have time; not so when somebody's calendar could not be read. */
  everyoneAvailable: boolean;
}

export interface SuggestOptions {
  grid: TimeGrid;
  /** Earliest start and latest end, Unix milliseconds. */
  afterMs: number;
  beforeMs: number;
  durationMinutes: number;
  withinHours: boolean;
  /** Minutes east of UTC per slot, to prefer whole and half hours of the user's own clock. */
  offsets: Int16Array;
  limit: number;
}

export interface Suggestions {
  times: SuggestedTime[];
  /** Times that don't overlap each other and were left out by the limit. */
  leftOut: number;
  organizerIsBlocked: boolean;
  /** Whether nobody whose calendar was read is busy or away at these times. */
  suitEverybody: boolean;
}

/**
 * Times that suit everybody, surest first, then those within the hours of most, then earliest. Where there are none, times that suit the organizer and at
 * least half of the others. No two overlap.
 */
export function suggestTimes(people: readonly Attending[], options: SuggestOptions): Suggestions {
  const { grid, durationMinutes, withinHours, limit } = options;
  const length = Math.ceil(durationMinutes / slotMinutes);
  const worst = people.map(({ view }) => greatestOver(ranksOf(view), length));
  const outside = people.map((person) => person.outside && greatestOver(person.outside, length));
  const rankAt = (person: number, slot: number) => worst[person]?.[slot] ?? unknown;
  const isOutside = (person: number, slot: number) => outside[person]?.[slot] === 1;
  const sums = sumOver(people.length, grid.slots, { rankAt, isOutside });
  const starts = startsWithin(options).filter((slot) => !withinHours || sums.outside[slot] === 0);
  const knownOthers = people.slice(1).filter(({ isKnown }) => isKnown).length;
  const free = starts.filter((slot) => rankAt(0, slot) < blocked);
  const whole = free.filter((slot) => sums.blocked[slot] === 0);
  const partial = () => free.filter((slot) => (sums.blocked[slot] ?? 0) * 2 <= knownOthers);
  const confidenceAt = (slot: number) => Math.round((sums.chance[slot] ?? 0) / people.length);
  /** Less is better: the chance that people come, then for how few it is outside their hours. */
  const costOf = (slot: number) => (100 - confidenceAt(slot)) * (people.length + 1) + (sums.outside[slot] ?? 0);
  const picked = pickApart(whole.length > 0 ? whole : partial(), costOf, options);
  const best = picked.slice(0, limit).toSorted((one, other) => costOf(one) - costOf(other) || one - other);
  return {
    times: best.map((slot): SuggestedTime => {
      const found = people.map((_, person) => rankAt(person, slot));
      const startMs = grid.startMs + slot * slotMs;
      return {
        startMs,
        endMs: startMs + durationMinutes * 60_000,
        confidence: confidenceAt(slot),
        availability: found.map((rank) => availabilities[rank] ?? "unknown"),
        outsideHours: people.map((_, person) => isOutside(person, slot)),
        everyoneAvailable: found.every((rank) => rank < unknown),
      };
    }),
    leftOut: picked.length - best.length,
    organizerIsBlocked: starts.length > 0 ? free.length === 0 : people.length === 1,
    suitEverybody: whole.length > 0,
  };
}

function ranksOf(view: string): Uint8Array {
  const found = new Uint8Array(view.length);
  for (let slot = 0; slot < view.length; slot += 1) found[slot] = ranks[view.charCodeAt(slot) - digitZero] ?? unknown;
  return found;
}

/** Of each slot: the chances of all added up, who is blocked, and for whom it is outside their hours. */
function sumOver(
  people: number,
  slots: number,
  {
    rankAt,
    isOutside,
  }: {
    rankAt(person: number, slot: number): number;
    isOutside(person: number, slot: number): boolean;
  },
) {
  const sums = { chance: new Uint32Array(slots), blocked: new Uint16Array(slots), outside: new Uint16Array(slots) };
  for (let person = 0; person < people; person += 1) {
    for (let slot = 0; slot < slots; slot += 1) {
      const rank = rankAt(person, slot);
      sums.chance[slot] = (sums.chance[slot] ?? 0) + (chances[rank] ?? 0);
      if (rank >= blocked) sums.blocked[slot] = (sums.blocked[slot] ?? 0) + 1;
      if (isOutside(person, slot)) sums.outside[slot] = (sums.outside[slot] ?? 0) + 1;
    }
  }
  return sums;
}

function startsWithin({ grid, afterMs, beforeMs, durationMinutes }: SuggestOptions): number[] {
  const first = Math.ceil((afterMs - grid.startMs) / slotMs);
  const last = Math.floor((beforeMs - durationMinutes * 60_000 - grid.startMs) / slotMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/**
 * The best of them that don't overlap; of equally good ones those at a whole or half hour, then the earliest. They are
 * sorted as plain numbers: there may be tens of thousands.
 */
function pickApart(
  slots: readonly number[],
  costOf: (slot: number) => number,
  { durationMinutes, offsets, grid }: SuggestOptions,
): number[] {
  const length = Math.ceil(durationMinutes / slotMinutes);
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
