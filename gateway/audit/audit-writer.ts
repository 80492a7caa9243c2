import { setTimeout as delay } from "node:timers/promises";
import type { AtEndOfTurn } from "#common/end-of-turn.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { AuditKeys } from "./audit-keys.ts";
import type { AuditSink } from "./audit-sink.ts";
import type { Chain } from "./chain.ts";
import { createLineQueue, type OpeningPlace, type Waiting } from "./line-queue.ts";

export interface AuditWriter {
  /** Returns whether the line was written: false if that fails or takes longer than a second. */
  writeNow(entry: AuditEntry): boolean | Promise<boolean>;
  /**
   * Writes the line with all others at the end of this event-loop turn, or as soon as the sink accepts it. It is lost
   * only if `maxWaiting` lines are already waiting.
   */
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

  /** Adds a line. Unless writing fails, it is written before this returns. */
  function add(item: Waiting): void {
    waiting.push(item);
    write();
  }

  function addForLater(item: Waiting): void {
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
    writeNow(entry) {
      if (outage?.isFailing) {
        outage.refusedCalls += 1;
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
    writeLater(entry, maxWaiting = maxWaitingEnds) {
      if (outage?.isFailing) metrics.auditFailures.inc();
      if (outage !== undefined && waiting.length >= maxWaiting) outage.lostLines += 1;
      else addForLater({ entry });
    },
    isFailing: () => outage?.isFailing === true,
    async close() {
      for (const deadlineMs = now() + maxStallMs; outage !== undefined && now() < deadlineMs; retry()) {
        await delay(retryEveryMs.stalled);
      }
      add({ entry: { event: "chain_closed", time: iso(now()), since: iso(openedMs) } });
      clearTimeout(timer);
      if (waiting.length > 0) {
        metrics.auditFailures.inc(waiting.length);
        logger.error({ code: outage?.code }, "the audit log could not be closed: its last lines are lost");
      }
      await sink.close();
    },
  };
}
