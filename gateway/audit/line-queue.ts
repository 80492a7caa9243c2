import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { AuditSink, FoundEnd } from "./audit-sink.ts";
import { type Chain, type SealedLine, tornMac } from "./chain.ts";

/** What the first line says of the place that it is written to. */
export type OpeningPlace = Pick<Extract<AuditEntry, { event: "chain_opened" }>, "after" | "torn">;

export interface Waiting {
  entry: AuditEntry;
  /** As far as it is written: a line that was begun is finished before any other. */
  begun?: { line: SealedLine; written: number };
  /** Only of `writeNow`. */
  settle?: (isWritten: boolean) => void;
}

/** Standard output took only a part, or nothing. */
class StalledError extends Error {
  readonly code = "EAGAIN";
}

export interface LineQueue {
  /** The lines that are not written yet, in order. */
  readonly waiting: Waiting[];
  /** Opens the place; the first line of the chain is what waits then. Throws when it can't be opened. */
  open(): void;
  /** Writes what waits, in order. Throws when the sink takes no more. */
  drain(): void;
}

/** The lines of one chain on their way into the sink, each whole, and on into a new place when the old one has moved. */
export function createLineQueue(options: {
  sink: AuditSink;
  chain: Chain;
  keys: AuditKeys;
  /** The first line, in a place that ended so. */
  opening: (end: OpeningPlace) => AuditEntry;
  now: () => number;
}): LineQueue {
  const { sink, chain, keys, opening, now } = options;
  const waiting: Waiting[] = [];

  const vouch = (torn: Uint8Array | undefined) => torn && { torn: tornMac(keys.chain, torn) };

  const openAt = ({ after, torn }: FoundEnd) => opening({ ...(after !== undefined && { after }), ...vouch(torn) });

  /** Goes on in a new place, where the first line says what it follows. */
  function moveOver(head: Waiting): void {
    const found = sink.open();
    const left = head.begun?.line.bytes.subarray(0, head.begun.written);
    delete head.begun;
    if (chain.lastMac() === "") {
      head.entry = openAt({ ...found, ...(left && { torn: left }) });
      return;
    }
    if (head.entry.event === "file_continued") waiting.shift();
    const entry = {
      event: "file_continued",
      time: new Date(now()).toISOString(),
      keyId: keys.id,
      after: chain.lastMac(),
    } as const;
    waiting.unshift({ entry: { ...entry, ...vouch(left ?? found.torn) } });
  }

  function drain(): void {
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      if (sink.hasMoved()) {
        moveOver(head);
        continue;
      }
      const begun = head.begun ?? { line: chain.seal(head.entry), written: 0 };
      const { bytes } = begun.line;
      begun.written += sink.write(begun.written === 0 ? bytes : bytes.subarray(begun.written));
      if (begun.written > 0) head.begun = begun;
      if (begun.written < bytes.length) throw new StalledError();
      chain.accept(begun.line);
      waiting.shift();
      head.settle?.(true);
    }
  }

  return {
    waiting,
    open: () => void waiting.push({ entry: openAt(sink.open()) }),
    drain,
  };
}
