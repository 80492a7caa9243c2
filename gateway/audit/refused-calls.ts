import type { AuditEntry } from "./audit-entry.ts";

type RefusedCall = Extract<AuditEntry, { event: "call_refused" }>;

const windowMs = 60_000;
/** More refusals than a user causes unintentionally. */
const maxLinesOfOne = 60;
/** Users per window. With more, the next window starts early. */
const maxPeople = 10_000;

interface Refusals {
  lines: number;
  /** Number of refusals without a line of their own, by outcome. */
  counts: Map<RefusedCall["outcome"], number>;
  /** When the first of them arrived, and the last one. */
  since: string;
  last: RefusedCall;
}

export interface RefusedCalls {
  add(entry: RefusedCall): void;
  /** Writes the counts of the current window. */
  flush(): void;
}

/**
 * Writes refused calls as audit lines. Beyond 60 per user and minute they are counted in one line per minute: otherwise
 * one user could fill the disk, and a full disk stops all calls.
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
