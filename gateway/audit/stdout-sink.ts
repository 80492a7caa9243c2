import { fstatSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { AuditSink } from "./audit-sink.ts";

const stdout = 1;

/**
 * Writes to standard output without ever waiting for whoever reads it. A write to a full pipe would stop the whole
 * process until somebody reads; Node's socket over it makes the descriptor non-blocking, so that it fails with `EAGAIN`.
 */
export function createStdoutSink(): AuditSink {
  let holder: Socket | undefined;
  return {
    log: "stdout",
    open() {
      const kind = fstatSync(stdout);
      // Kept for its effect on the descriptor; nothing is written through it.
      if (kind.isFIFO() || kind.isSocket()) holder ??= new Socket({ fd: stdout, readable: false, writable: true });
      return {};
    },
    write: (bytes) => writeSync(stdout, bytes),
    hasMoved: () => false,
    close: () => void holder?.destroy(),
  };
}
