import { setTimeout as delay } from "node:timers/promises";
import { describeError, type Logger } from "#common/logger.ts";
import type { GatewayMetrics } from "#common/metrics.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { AuditSink, FoundEnd } from "./audit-sink.ts";
import { type Chain, type SealedLine, tornMac } from "./chain.ts";

export interface AuditWriter {
  /** Resolves to whether the line is written; false when that takes longer than a second or can't be done. */
  writeNow(entry: AuditEntry): boolean | Promise<boolean>;
  /** Writes the line, now or when it can be; lost only when `mostWaiting` lines wait already. */
  writeLater(entry: AuditEntry, mostWaiting?: number): void;
  /** Whether lines can't be written at the moment. */
  isFailing(): boolean;
  /** Writes what waits and the last line of the chain, as far as that can be done within a second. */
  close(): Promise<void>;
}

/** What the first line says of the place that it is written to. */
export type OpeningPlace = Pick<Extract<AuditEntry, { event: "chain_opened" }>, "after" | "torn">;

/** Nobody reads stdout for a moment: no trouble yet. */
const patienceMs = 1_000;
const retryEveryMs = { stalled: 10, failing: 500 };
/** More than there are calls in flight, whose ends must not be lost. */
const mostWaitingEnds = 5_000;

interface Waiting {
  entry: AuditEntry;
  /** As far as it is written: a line that was begun is finished before any other. */
  begun?: { line: SealedLine; written: number };
  /** Only of `writeNow`. */
  settle?: (isWritten: boolean) => void;
}

interface Trouble {
  sinceMs: number;
  code: string;
  isFailing: boolean;
  refusedCalls: number;
  lostLines: number;
}

/** Standard output took only a part, or nothing. */
class StalledError extends Error {
  readonly code = "EAGAIN";
}

/**
 * Writes the lines of one chain, in order, each whole. When the sink does not take them, lines that can wait wait, and
 * those that must be written now are refused, until it takes them again: that is tried by itself.
 */
export function createAuditWriter(options: {
  sink: AuditSink;
  chain: Chain;
  keys: AuditKeys;
  /** The first line, in a place that ended so. */
  opening: (end: OpeningPlace) => AuditEntry;
  metrics: Pick<GatewayMetrics, "auditFailures">;
  logger: Logger;
  now: () => number;
}): AuditWriter {
  const { sink, chain, keys, opening, metrics, logger, now } = options;
  const openedMs = now();
  const waiting: Waiting[] = [];
  let trouble: Trouble | undefined;
  let timer: NodeJS.Timeout | undefined;

  const iso = (ms: number) => new Date(ms).toISOString();
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
    const entry = { event: "file_continued", time: iso(now()), keyId: keys.id, after: chain.lastMac() } as const;
    waiting.unshift({ entry: { ...entry, ...vouch(left ?? found.torn) } });
  }

  /** Writes what waits, in order. Throws when the sink takes no more. */
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

  function beFailing(failed: Trouble): void {
    failed.isFailing = true;
    metrics.auditFailures.inc(Math.max(1, waiting.length));
    logger.error({ code: failed.code }, "the audit log can't be written: calls are refused");
    for (const item of waiting.filter(({ settle }) => settle !== undefined)) {
      failed.refusedCalls += 1;
      item.settle?.(false);
      delete item.settle;
      // One that was begun must be finished; its call is refused all the same.
      if (item.begun === undefined) waiting.splice(waiting.indexOf(item), 1);
    }
  }

  function onFailure(error: unknown): void {
    const code = describeError(error).errorCode ?? "unknown";
    trouble ??= { sinceMs: now(), code, isFailing: false, refusedCalls: 0, lostLines: 0 };
    if (!trouble.isFailing) trouble.code = code;
    const isOver = code !== "EAGAIN" || now() - trouble.sinceMs >= patienceMs;
    if (!trouble.isFailing && isOver) beFailing(trouble);
    clearTimeout(timer);
    timer = setTimeout(retry, trouble.isFailing ? retryEveryMs.failing : retryEveryMs.stalled);
    timer.unref();
  }

  function tellOf(ended: Trouble): void {
    const { sinceMs, code, refusedCalls, lostLines } = ended;
    const item: Waiting = {
      entry: { event: "audit_resumed", time: iso(now()), since: iso(sinceMs), code, refusedCalls, lostLines },
    };
    waiting.push(item);
    try {
      drain();
    } catch (error) {
      // Told again later, with what came to it; but what was begun is told.
      if (item.begun === undefined) waiting.splice(waiting.indexOf(item), 1);
      else Object.assign(ended, { refusedCalls: 0, lostLines: 0 });
      throw error;
    }
  }

  function retry(): void {
    try {
      drain();
      if (trouble?.isFailing) {
        tellOf(trouble);
        logger.info({ code: trouble.code }, "the audit log is written again");
      }
      trouble = undefined;
    } catch (error) {
      onFailure(error);
    }
  }

  /** Adds a line; it is written before this returns unless there is trouble. */
  function add(item: Waiting): void {
    waiting.push(item);
    if (trouble !== undefined) return;
    try {
      drain();
    } catch (error) {
      onFailure(error);
    }
  }

  add({ entry: openAt(sink.open()) });
  return {
    writeNow(entry) {
      if (trouble?.isFailing) {
        trouble.refusedCalls += 1;
        metrics.auditFailures.inc();
        return false;
      }
      let isWritten: boolean | undefined;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const settle = (written: boolean) => {
        isWritten = written;
        resolve(written);
      };
      add({ entry, settle });
      return isWritten ?? promise;
    },
    writeLater(entry, mostWaiting = mostWaitingEnds) {
      if (trouble?.isFailing) metrics.auditFailures.inc();
      if (trouble !== undefined && waiting.length >= mostWaiting) trouble.lostLines += 1;
      else add({ entry });
    },
    isFailing: () => trouble?.isFailing === true,
    async close() {
      for (const deadlineMs = now() + patienceMs; trouble !== undefined && now() < deadlineMs; retry()) {
        await delay(retryEveryMs.stalled);
      }
      add({ entry: { event: "chain_closed", time: iso(now()), since: iso(openedMs) } });
      clearTimeout(timer);
      if (waiting.length > 0) {
        metrics.auditFailures.inc(waiting.length);
        logger.error({ code: trouble?.code }, "the audit log could not be closed: its last lines are lost");
      }
      sink.close();
    },
  };
}
