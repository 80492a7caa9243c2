import { greatestOver, slotMinutes, slotMs, type TimeGrid } from "./time-grid.ts";

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

/** A person to invite. The first one is the organizer. */
interface Attending {
  /** A character of `availabilityView` per slot. */
  view: string;
  /** Whether the view could be read. */
  isKnown: boolean;
  /** 1 for each slot outside working hours. Undefined if they are unknown. */
  outside: Uint8Array | undefined;
}

export type Suggestions = ReturnType<typeof suggestTimes>;
/** `confidence` in percent; of each person, in the given order, `availability` and `outsideHours`. */
export type SuggestedTime = Suggestions["times"][number];

interface SuggestOptions {
  grid: TimeGrid;
  /** Earliest start and latest end, Unix milliseconds. */
  afterMs: number;
  beforeMs: number;
  durationMinutes: number;
  withinHours: boolean;
  /** Minutes east of UTC per slot, to prefer whole and half hours of local time. */
  offsets: Int16Array;
  limit: number;
}

/**
 * Suggests times that suit everybody. If there are none, times that suit the organizer and at least half of the others.
 * The times don't overlap. They are sorted by the chance of attendance, then by the number of people within their
 * working hours, then by time. `leftOut` counts further times that overlap neither these nor each other.
 */
export function suggestTimes(people: readonly Attending[], options: SuggestOptions) {
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
  /** Lower is better: first the chance of attendance, then the number of people outside their working hours. */
  const costOf = (slot: number) => (100 - confidenceAt(slot)) * (people.length + 1) + (sums.outside[slot] ?? 0);
  const picked = pickApart(whole.length > 0 ? whole : partial(), costOf, options);
  const best = picked.slice(0, limit).toSorted((one, other) => costOf(one) - costOf(other) || one - other);
  return {
    times: best.map((slot) => {
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

/** A person's state in each slot of a view. */
export const availabilitiesOf = (view: string): Availability[] =>
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
 * The best slots whose meetings don't overlap. Among equals, whole and half hours come first, then earlier slots. Tens
 * of thousands of slots are sorted fast because they are encoded as plain numbers.
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
