import type { AuditEntry } from "./audit-entry.ts";

type RefusedCall = Extract<AuditEntry, { event: "call_refused" }>;

const windowMs = 60_000;
/** More than anybody is refused who does not try to. */
const mostLinesOfOne = 60;
/** People in a window; when there are more, the next window begins. */
const mostPeople = 10_000;

interface Refusals {
  lines: number;
  /** Of those without a line. */
  counts: Map<RefusedCall["outcome"], number>;
  /** When the first and the last of them came. */
  since: string;
  last: RefusedCall;
}

export interface RefusedCalls {
  add(entry: RefusedCall): void;
  /** Writes the counts of the window that has begun. */
  flush(): void;
}

/**
 * Refused calls as audit lines. Each has its own, but for what comes of one person beyond 60 in a minute: that is counted,
 * in one line a minute, or a person could fill the disk, without which no call of anybody goes on.
 */
export function createRefusedCalls({ write }: { write(entry: AuditEntry): void }): RefusedCalls {
  const people = new Map<string, Refusals>();
  let timer: NodeJS.Timeout | undefined;

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
    add(entry) {
      if (people.size >= mostPeople) flush();
      timer ??= setTimeout(flush, windowMs).unref();
      const key = JSON.stringify([entry.tenant, entry.user, entry.clientId]);
      const known = people.get(key) ?? { lines: 0, counts: new Map(), since: entry.time, last: entry };
      people.set(key, known);
      known.lines += 1;
      if (known.lines <= mostLinesOfOne) return write(entry);
      if (known.counts.size === 0) known.since = entry.time;
      known.last = entry;
      known.counts.set(entry.outcome, (known.counts.get(entry.outcome) ?? 0) + 1);
    },
  };
}
