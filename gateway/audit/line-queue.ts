import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { AuditSink, FoundEnd } from "./audit-sink.ts";
import { type Chain, type SealedLine, tornMac } from "./chain.ts";

/** What the first line says of the place that it is written to. */
export type OpeningPlace = Pick<Extract<AuditEntry, { event: "chain_opened" }>, "after" | "torn">;

interface BegunLine {
  line: SealedLine;
  written: number;
}

export interface Waiting {
  entry: AuditEntry;
  /** As far as it is written: a line that was begun is finished before any other. */
  begun?: BegunLine;
  /** Only of `writeNow`. */
  settle?: (isWritten: boolean) => void;
}

/** A pipe takes so many bytes whole or not at all (PIPE_BUF of Linux), so no line is torn that needn't be. */
const mostBytesAtOnce = 4_096;

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

  /** The first of what waits, at least one: as much as goes in one write. */
  function sealSome(): BegunLine[] {
    const sealed: BegunLine[] = [];
    let size = 0;
    for (const { entry, begun } of waiting) {
      const next = begun ?? { line: chain.seal(entry, sealed.at(-1)?.line), written: 0 };
      size += next.line.bytes.length;
      if (sealed.length > 0 && size > mostBytesAtOnce) break;
      sealed.push(next);
    }
    return sealed;
  }

  function writeSome(): void {
    const sealed = sealSome();
    let taken = sink.write(Buffer.concat(sealed.map(({ line, written }) => line.bytes.subarray(written))));
    for (const begun of sealed) {
      const { line } = begun;
      const share = Math.min(taken, line.bytes.length - begun.written);
      taken -= share;
      begun.written += share;
      const [head] = waiting;
      if (begun.written < line.bytes.length) {
        if (head !== undefined && begun.written > 0) head.begun = begun;
        throw new StalledError();
      }
      chain.accept(line);
      waiting.shift();
      head?.settle?.(true);
    }
  }

  function drain(): void {
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      if (sink.hasMoved()) moveOver(head);
      else writeSome();
    }
  }

  return {
    waiting,
    open: () => void waiting.push({ entry: openAt(sink.open()) }),
    drain,
  };
}
