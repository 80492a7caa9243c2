import { setTimeout as delay } from "node:timers/promises";
import { type AtEndOfTurn, describeError, type Logger } from "#common/logger.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import { type Chain, type SealedLine, tornMac } from "./chain.ts";
import type { AuditSink, FoundEnd } from "./file-sink.ts";

/** What the first line says about the end of its destination. */
export type OpeningPlace = Pick<Extract<AuditEntry, { event: "chain_opened" }>, "after" | "torn">;

interface BegunLine {
  line: SealedLine;
  written: number;
}

interface Waiting {
  entry: AuditEntry;
  /** Set once the line is partly written. Such a line is completed before any other. */
  begun?: BegunLine;
  /** Callback of `writeNow`; absent for all other lines. */
  settle?: (isWritten: boolean) => void;
}

/** Linux writes up to this many bytes to a pipe completely or not at all (PIPE_BUF), which avoids partial lines. */
const maxBytesAtOnce = 4_096;

/** The sink accepted only a part, or nothing. */
class StalledError extends Error {
  readonly code = "EAGAIN";
}

/** Queues the lines of one chain for the sink, each complete, and continues in a new destination after a rotation. */
function createLineQueue(options: {
  sink: AuditSink;
  chain: Chain;
  keys: AuditKeys;
  /** Creates the first line, given what the destination ended with. */
  opening: (end: OpeningPlace) => AuditEntry;
  now: () => number;
}) {
  const { sink, chain, keys, opening, now } = options;
  /** Lines that are not written yet, in order. */
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

  /** Writes the waiting lines in order. Throws when the sink accepts no more. */
  function drain(): void {
    for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
      if (sink.hasMoved()) moveOver(head);
      else writeSome();
    }
  }

  return {
    waiting,
    /** Opens the destination and queues the first line of the chain. Throws if it can't be opened. */
    open: () => void waiting.push({ entry: openAt(sink.open()) }),
    drain,
  };
}

export interface AuditWriter {
  /**
   * Writes the line with all others at the end of this event-loop turn, and resolves whether it was written: not if
   * that fails or takes longer than a second.
   */
  writeNow(entry: AuditEntry): Promise<boolean>;
  /** Writes the line as well, or as soon as the sink accepts it. It is lost only if `maxWaiting` lines wait already. */
  writeLater(entry: AuditEntry, maxWaiting?: number): void;
  /** Whether lines currently can't be written. */
  isFailing(): boolean;
  /** Writes the waiting lines and the last line of the chain, within a second if possible. */
  close(): Promise<void>;
}

/** A reader of stdout may pause this long before it counts as a failure. */
const maxStallMs = 1_000;
const retryEveryMs = { stalled: 10, failing: 500 };
/** More than there can be calls in flight, whose final lines must not be lost. */
const maxWaitingEnds = 5_000;
/** Lines that wait for the end of an event-loop turn, at most. */
const maxInATurn = 100;

interface Outage {
  sinceMs: number;
  code: string;
  isFailing: boolean;
  refusedCalls: number;
  lostLines: number;
}

/**
 * Writes the lines of one chain, in order, each complete. While the sink doesn't accept them, final lines wait and
 * `writeNow` fails. The writer retries on its own.
 */
export function createAuditWriter(options: {
  sink: AuditSink;
  chain: Chain;
  keys: AuditKeys;
  /** Creates the first line, given what the destination ended with. */
  opening: (end: OpeningPlace) => AuditEntry;
  metrics: Pick<GatewayMetrics, "auditFailures" | "auditFailing">;
  logger: Logger;
  now: () => number;
  atEndOfTurn: AtEndOfTurn;
}): AuditWriter {
  const { sink, metrics, logger, now, atEndOfTurn } = options;
  const openedMs = now();
  const queue = createLineQueue(options);
  const { waiting, drain } = queue;
  let outage: Outage | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isWriteDue = false;

  const iso = (ms: number) => new Date(ms).toISOString();

  function startFailing(failed: Outage): void {
    failed.isFailing = true;
    metrics.auditFailing.set(1);
    metrics.auditFailures.inc(Math.max(1, waiting.length));
    logger.error({ code: failed.code }, "the audit log can't be written: calls are refused");
    for (const item of waiting.filter(({ settle }) => settle !== undefined)) {
      failed.refusedCalls += 1;
      item.settle?.(false);
      delete item.settle;
      // A partly written line must be completed, although its call is refused.
      if (item.begun === undefined) waiting.splice(waiting.indexOf(item), 1);
    }
  }

  function onFailure(error: unknown): void {
    const code = describeError(error).errorCode ?? "unknown";
    outage ??= { sinceMs: now(), code, isFailing: false, refusedCalls: 0, lostLines: 0 };
    if (!outage.isFailing) outage.code = code;
    const isOver = code !== "EAGAIN" || now() - outage.sinceMs >= maxStallMs;
    if (!outage.isFailing && isOver) startFailing(outage);
    clearTimeout(timer);
    timer = setTimeout(retry, outage.isFailing ? retryEveryMs.failing : retryEveryMs.stalled);
    timer.unref();
  }

  function reportEnd(ended: Outage): void {
    const { sinceMs, code, refusedCalls, lostLines } = ended;
    const item: Waiting = {
      entry: { event: "audit_resumed", time: iso(now()), since: iso(sinceMs), code, refusedCalls, lostLines },
    };
    waiting.push(item);
    try {
      drain();
    } catch (error) {
      // Reported again later with the new numbers, unless the line was partly written and will be completed.
      if (item.begun === undefined) waiting.splice(waiting.indexOf(item), 1);
      else Object.assign(ended, { refusedCalls: 0, lostLines: 0 });
      throw error;
    }
  }

  function retry(): void {
    try {
      drain();
      if (outage?.isFailing) {
        reportEnd(outage);
        logger.info({ code: outage.code }, "the audit log is written again");
      }
      outage = undefined;
      metrics.auditFailing.set(0);
    } catch (error) {
      onFailure(error);
    }
  }

  function add(item: Waiting): void {
    waiting.push(item);
    if (waiting.length >= maxInATurn) write();
    if (isWriteDue) return;
    isWriteDue = true;
    atEndOfTurn(() => {
      isWriteDue = false;
      write();
    });
  }

  function write(): void {
    if (outage !== undefined) return;
    try {
      drain();
    } catch (error) {
      onFailure(error);
    }
  }

  queue.open();
  write();
  return {
    async writeNow(entry) {
      if (outage?.isFailing) {
        outage.refusedCalls += 1;
        metrics.auditFailures.inc();
        return false;
      }
      return await new Promise((settle) => add({ entry, settle }));
    },
    writeLater(entry, maxWaiting = maxWaitingEnds) {
      if (outage?.isFailing) metrics.auditFailures.inc();
      if (outage !== undefined && waiting.length >= maxWaiting) outage.lostLines += 1;
      else add({ entry });
    },
    isFailing: () => outage?.isFailing === true,
    async close() {
      for (const deadlineMs = now() + maxStallMs; outage !== undefined && now() < deadlineMs; retry()) {
        await delay(retryEveryMs.stalled);
      }
      waiting.push({ entry: { event: "chain_closed", time: iso(now()), since: iso(openedMs) } });
      write();
      clearTimeout(timer);
      if (waiting.length > 0) {
        metrics.auditFailures.inc(waiting.length);
        logger.error({ code: outage?.code }, "the audit log could not be closed: its last lines are lost");
      }
      await sink.close();
    },
  };
}
