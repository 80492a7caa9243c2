import { createOncePerWindow } from "#common/once-per-window.ts";
import type { AuditEntry } from "./audit-entry.ts";

const windowMs = 60_000;
const maxLinesInWindow = 60;

/** Something that costs its sender nothing. */
export interface CappedEvent {
  /** What it counts as if it has no line of its own: one of a closed set. */
  countedAs: string;
  /** Its line, if it says more than the count. Events with the same key have one a minute. */
  line?: { key: readonly unknown[]; entry: () => AuditEntry } | undefined;
}

/** Counts by `countedAs`, since when, and when they were written. */
export interface CountedEvents {
  time: string;
  since: string;
  counts: Record<string, number>;
}

export interface CappedLines {
  add(event: CappedEvent): void;
  /** Writes the counts of the current window. */
  flush(): void;
}

/**
 * Writes at most 60 lines a minute, and one more with the number of those that have none: lines and counts together are
 * all events. Otherwise whoever sends many would fill the disk, and a full disk stops all calls.
 */
export function createCappedLines(options: {
  write(entry: AuditEntry): void;
  /** The line with the counts. */
  counted(events: CountedEvents): AuditEntry;
  now: () => number;
}): CappedLines {
  const { write, counted, now } = options;
  const listed = createOncePerWindow(windowMs, { now });
  let counts = new Map<string, number>();
  let sinceMs = 0;
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  const iso = (ms: number) => new Date(ms).toISOString();

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    lines = 0;
    if (counts.size === 0) return;
    const events = { time: iso(now()), since: iso(sinceMs), counts: Object.fromEntries(counts) };
    counts = new Map();
    write(counted(events));
  }

  return {
    flush,
    add({ countedAs, line }) {
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
