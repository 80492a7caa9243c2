import { fstatSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { AuditSink } from "./audit-sink.ts";

const stdout = 1;

/**
 * Writes to standard output without ever blocking. A write to a full pipe would stop the whole process until the reader
 * continues. Opening a Node socket on the descriptor makes it non-blocking, so that such a write fails with `EAGAIN`.
 */
export function createStdoutSink(): AuditSink {
  let holder: Socket | undefined;
  return {
    log: "stdout",
    open() {
      const kind = fstatSync(stdout);
      // Only for its effect on the descriptor; nothing is written through it.
      if (kind.isFIFO() || kind.isSocket()) holder ??= new Socket({ fd: stdout, readable: false, writable: true });
      return {};
    },
    write: (bytes) => writeSync(stdout, bytes),
    hasMoved: () => false,
    close: async () => void holder?.destroy(),
  };
}
