import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { AuditSink, FoundEnd } from "./audit-sink.ts";
import { type Chain, type SealedLine, tornMac } from "./chain.ts";

/** What the first line says about the end of its destination. */
export type OpeningPlace = Pick<Extract<AuditEntry, { event: "chain_opened" }>, "after" | "torn">;

interface BegunLine {
  line: SealedLine;
  written: number;
}

export interface Waiting {
  entry: AuditEntry;
  /** Set once the line is partly written. Such a line is completed before any other. */
  begun?: BegunLine;
  /** Only for `writeNow`. */
  settle?: (isWritten: boolean) => void;
}

/** Linux writes up to this many bytes to a pipe completely or not at all (PIPE_BUF), which avoids partial lines. */
const maxBytesAtOnce = 4_096;

/** The sink accepted only a part, or nothing. */
class StalledError extends Error {
  readonly code = "EAGAIN";
}

export interface LineQueue {
  /** Lines that are not written yet, in order. */
  readonly waiting: Waiting[];
  /** Opens the destination and queues the first line of the chain. Throws if it can't be opened. */
  open(): void;
  /** Writes the waiting lines in order. Throws when the sink accepts no more. */
  drain(): void;
}

/** Queues the lines of one chain for the sink, each complete, and continues in a new destination after a rotation. */
export function createLineQueue(options: {
  sink: AuditSink;
  chain: Chain;
  keys: AuditKeys;
  /** Creates the first line, given what the destination ended with. */
  opening: (end: OpeningPlace) => AuditEntry;
  now: () => number;
}): LineQueue {
  const { sink, chain, keys, opening, now } = options;
  const waiting: Waiting[] = [];

  const attest = (torn: Uint8Array | undefined) => torn && { torn: tornMac(keys.chain, torn) };

  const openAt = ({ after, torn }: FoundEnd) => opening({ ...(after !== undefined && { after }), ...attest(torn) });

  /** Continues in a new destination, whose first line names the line that it follows. */
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
    waiting.unshift({ entry: { ...entry, ...attest(left ?? found.torn) } });
  }

  /** Formats the next waiting lines: at least one, and as many as fit into one write. */
  function sealSome(): BegunLine[] {
    const sealed: BegunLine[] = [];
    let size = 0;
    for (const { entry, begun } of waiting) {
      const next = begun ?? { line: chain.seal(entry, sealed.at(-1)?.line), written: 0 };
      size += next.line.bytes.length;
      if (sealed.length > 0 && size > maxBytesAtOnce) break;
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
