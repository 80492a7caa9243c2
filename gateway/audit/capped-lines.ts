import { createOncePerWindow } from "#common/once-per-window.ts";
import type { AuditEntry } from "./audit-entry.ts";

const windowMs = 60_000;
const maxLinesInWindow = 60;

/** Something that costs its sender nothing. */
interface CappedEvent {
  /** What it counts as if it has no line of its own: one of a closed set. */
  countedAs: string;
  /** Line of the event, if it says more than the count. Events with the same key have one a minute. */
  line?: { key: readonly unknown[]; entry: () => AuditEntry } | undefined;
}

/**
 * Writes at most 60 lines a minute, and one more with the number of those that have none: lines and counts together are
 * all events. Otherwise whoever sends many would fill the disk, and a full disk stops all calls.
 */
export function createCappedLines(options: {
  write(entry: AuditEntry): void;
  /** The line with the counts. */
  counted: "requests_refused" | "sign_in_steps";
  now: () => number;
}) {
  const { write, counted: event, now } = options;
  const listed = createOncePerWindow(windowMs, { now });
  let counts = new Map<string, number>();
  let sinceMs = 0;
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  const iso = (ms: number) => new Date(ms).toISOString();

  /** Writes the counts of the current window. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    lines = 0;
    if (counts.size === 0) return;
    const entry = { event, time: iso(now()), since: iso(sinceMs), counts: Object.fromEntries(counts) };
    counts = new Map();
    write(entry);
  }

  return {
    flush,
    add({ countedAs, line }: CappedEvent): void {
      timer ??= setTimeout(flush, windowMs).unref();
      if (line !== undefined && lines < maxLinesInWindow && listed.isFirst(JSON.stringify(line.key))) {
        lines += 1;
        write(line.entry());
        return;
      }
      if (counts.size === 0) sinceMs = now();
      counts.set(countedAs, (counts.get(countedAs) ?? 0) + 1);
    },
  };
}

type RefusedCall = Extract<AuditEntry, { event: "call_refused" }>;

/** More refusals than a user causes unintentionally. */
const maxLinesOfOne = 60;
/** Users per window. With more, the next window starts early. */
const maxPeople = 10_000;

interface Refusals {
  lines: number;
  /** Number of refusals without a line of their own, by outcome. */
  counts: Map<RefusedCall["outcome"], number>;
  /** Arrival of the first of them, and the last one. */
  since: string;
  last: RefusedCall;
}

/**
 * Writes refused calls as audit lines. Beyond 60 per user and minute they are counted in one line per minute: otherwise
 * one user could fill the disk, and a full disk stops all calls.
 */
export function createRefusedCalls({ write }: { write(entry: AuditEntry): void }) {
  const people = new Map<string, Refusals>();
  let timer: NodeJS.Timeout | undefined;

  /** Writes the counts of the current window. */
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const { last, counts, since } of people.values()) {
      if (counts.size === 0) continue;
      const { tenant, user, clientId, time } = last;
      write({ event: "calls_refused", time, tenant, user, clientId, since, counts: Object.fromEntries(counts) });
    }
    people.clear();
  }

  return {
    flush,
    add(entry: RefusedCall) {
      if (people.size >= maxPeople) flush();
      timer ??= setTimeout(flush, windowMs).unref();
      const key = JSON.stringify([entry.tenant, entry.user, entry.clientId]);
      const known = people.get(key) ?? { lines: 0, counts: new Map(), since: entry.time, last: entry };
      people.set(key, known);
      known.lines += 1;
      if (known.lines <= maxLinesOfOne) return write(entry);
      if (known.counts.size === 0) known.since = entry.time;
      known.last = entry;
      known.counts.set(entry.outcome, (known.counts.get(entry.outcome) ?? 0) + 1);
    },
  };
}
