import { randomUUID } from "node:crypto";
import { fstatSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { createEndOfTurn, type Logger } from "#common/logger.ts";
import { StartProblem } from "#common/run-main.ts";
import { version } from "#common/version.ts";
import type { GatewaySettings } from "#gateway/config.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { type Audit, createAudit } from "./audit.ts";
import { auditKeys, createNames } from "./audit-keys.ts";
import { type AuditWriter, createAuditWriter, type OpeningPlace } from "./audit-writer.ts";
import { createChain } from "./chain.ts";
import { type AuditSink, createFileSink } from "./file-sink.ts";

const stdout = 1;

/**
 * Writes to standard output without ever blocking. A write to a full pipe would stop the whole process until the reader
 * continues. Opening a Node socket on the descriptor makes it non-blocking, so that such a write fails with `EAGAIN`.
 */
function createStdoutSink(): AuditSink {
  let holder: Socket | undefined;
  return {
    log: "stdout",
    open() {
      const kind = fstatSync(stdout);
      // Socket for its effect on the descriptor; nothing is written through it.
      if (kind.isFIFO() || kind.isSocket()) holder ??= new Socket({ fd: stdout, readable: false, writable: true });
      return {};
    },
    write: (bytes) => writeSync(stdout, bytes),
    hasMoved: () => false,
    close: async () => void holder?.destroy(),
  };
}

/** Why a gateway that can't log is not ready. */
export const auditUnwritable = "the audit log can't be written";

const silent: AuditWriter = {
  writeNow: async () => true,
  writeLater: () => undefined,
  isFailing: () => false,
  close: async () => undefined,
};

/**
 * Opens the audit log of this process as configured.
 * @throws `StartProblem` if the file can't be opened. A file that can't be written yet doesn't prevent the start.
 */
export function openAudit(options: {
  settings: Pick<GatewaySettings, "AUDIT_LOG" | "AUDIT_FILE" | "AUDIT_KEY" | "AUDIT_IDS" | "SEALING_KEYS">;
  metrics: Pick<GatewayMetrics, "auditFailures" | "auditFailing">;
  logger: Logger;
  now: () => number;
}): Audit {
  const { settings, metrics, logger, now } = options;
  const { AUDIT_LOG: log, AUDIT_FILE: file, AUDIT_IDS: ids } = settings;
  const keys = auditKeys(settings.AUDIT_KEY, settings.SEALING_KEYS);
  const names = createNames(keys.pseudonyms, ids);
  if (log === "off") return createAudit({ writer: silent, names, now });

  const sink = log === "file" && file !== undefined ? createFileSink(file) : createStdoutSink();
  const chain = createChain({ key: keys.chain, boot: randomUUID() });
  const first = { event: "chain_opened", format: 1, version, keyId: keys.id, ids, log } as const;
  try {
    const opening = (end: OpeningPlace) => ({
      time: new Date(now()).toISOString(),
      ...first,
      ...end,
    });
    const atEndOfTurn = createEndOfTurn();
    const writer = createAuditWriter({ sink, chain, keys, opening, metrics, logger, now, atEndOfTurn });
    return createAudit({ writer, names, now });
  } catch {
    throw new StartProblem(["AUDIT_FILE: can't be opened for reading and writing"]);
  }
}
