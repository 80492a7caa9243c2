import { greatestOver, slotMinutes, slotMs, type TimeGrid } from "./time-grid.ts";

/** How somebody's time is taken, from the best for a meeting to the worst. */
export const availabilities = ["free", "workingElsewhere", "unknown", "tentative", "oof", "busy"] as const;
export type Availability = (typeof availabilities)[number];

/** From here on nobody counts on the person. */
const blocked = availabilities.indexOf("oof");
/** Chance in percent that somebody comes (learn.microsoft.com/graph/findmeetingtimes-example, "confidence"). */
const chances = [100, 100, 49, 50, 0, 0];
/** Graph's `availabilityView`: 0 free, 1 tentative, 2 busy, 3 out of office, 4 working elsewhere. */
const ranks: Readonly<Record<string, number>> = { "0": 0, "4": 1, "1": 3, "3": 4, "2": 5 };
const unknown = availabilities.indexOf("unknown");

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
  /** Whether nobody whose times are known is busy or away. */
  everyoneAvailable: boolean;
}

type Candidate = SuggestedTime & { slot: number; outsideCount: number };

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
}

/**
 * Times that suit everybody, surest first, then those within the hours of most, then earliest. Where there are none, times that suit the organizer and at
 * least half of the others. No two overlap.
 */
export function suggestTimes(people: readonly Attending[], options: SuggestOptions): Suggestions {
  const { grid, durationMinutes, withinHours, limit } = options;
  const length = Math.ceil(durationMinutes / slotMinutes);
  const worst = people.map(({ view }) =>
    greatestOver(
      Uint8Array.from(view, (mark) => ranks[mark] ?? unknown),
      length,
    ),
  );
  const outside = people.map((person) => person.outside && greatestOver(person.outside, length));
  const starts = startsWithin(options).filter(
    (slot) => !withinHours || outside.every((marks) => (marks?.[slot] ?? 0) === 0),
  );
  const rankAt = (person: number, slot: number) => worst[person]?.[slot] ?? unknown;
  const blockedAt = (slot: number) => people.filter((_, person) => rankAt(person, slot) >= blocked).length;
  const knownOthers = people.slice(1).filter(({ isKnown }) => isKnown).length;
  const free = starts.filter((slot) => rankAt(0, slot) < blocked);
  const whole = free.filter((slot) => blockedAt(slot) === 0);
  const partial = () => free.filter((slot) => blockedAt(slot) * 2 <= knownOthers);
  const candidates = (whole.length > 0 ? whole : partial()).map((slot): Candidate => {
    const found = people.map((_, person) => rankAt(person, slot));
    const startMs = grid.startMs + slot * slotMs;
    return {
      slot,
      startMs,
      endMs: startMs + durationMinutes * 60_000,
      confidence: Math.round(found.reduce((sum, rank) => sum + (chances[rank] ?? 0), 0) / people.length),
      availability: found.map((rank) => availabilities[rank] ?? "unknown"),
      outsideHours: outside.map((marks) => marks?.[slot] === 1),
      outsideCount: outside.reduce((count, marks) => count + (marks?.[slot] === 1 ? 1 : 0), 0),
      everyoneAvailable: found.every((rank) => rank < blocked),
    };
  });
  const picked = pickApart(candidates, options);
  const times = picked.slice(0, limit).toSorted((one, other) => byWorth(one, other) || one.slot - other.slot);
  return {
    times: times.map(({ slot: _slot, outsideCount: _count, ...time }) => time),
    leftOut: picked.length - times.length,
    organizerIsBlocked: free.length === 0 && starts.length > 0,
  };
}

function startsWithin({ grid, afterMs, beforeMs, durationMinutes }: SuggestOptions): number[] {
  const first = Math.ceil((afterMs - grid.startMs) / slotMs);
  const last = Math.floor((beforeMs - durationMinutes * 60_000 - grid.startMs) / slotMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

function byWorth(one: Candidate, other: Candidate): number {
  return other.confidence - one.confidence || one.outsideCount - other.outsideCount;
}

/** The best of them that don't overlap; of equally good ones those at a whole or half hour, then the earliest. */
function pickApart(candidates: readonly Candidate[], { durationMinutes, offsets, grid }: SuggestOptions): Candidate[] {
  const length = Math.ceil(durationMinutes / slotMinutes);
  const isRound = (slot: number) => ((grid.startMs + slot * slotMs) / 60_000 + (offsets[slot] ?? 0)) % 30 === 0;
  const order = candidates.toSorted(
    (one, other) =>
      byWorth(one, other) || Number(isRound(other.slot)) - Number(isRound(one.slot)) || one.slot - other.slot,
  );
  const taken = new Set<number>();
  return order.filter(({ slot }) => {
    const own = Array.from({ length }, (_, at) => slot + at);
    if (own.some((each) => taken.has(each))) return false;
    for (const each of own) taken.add(each);
    return true;
  });
}
