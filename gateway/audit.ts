import { createHmac, hkdfSync } from "node:crypto";
import { openSync, writeSync } from "node:fs";
import type { Caller } from "#common/caller.ts";
import type { ToolErrorCode } from "#common/errors.ts";
import type { GatewayMetrics } from "#common/metrics.ts";
import { StartProblem } from "#common/run-main.ts";
import type { SealingKeys } from "#common/settings.ts";

export type Outcome = "ok" | "cancelled" | ToolErrorCode;

export interface FinishedCall {
  requestId: string;
  caller: Caller;
  tool: string;
  outcome: Outcome;
  /** Unix milliseconds. */
  startedAtMs: number;
  durationMs: number;
}

/** One line per finished call: who (by pseudonym), which tool, outcome, times. Never arguments or content. */
export interface Audit {
  callFinished(call: FinishedCall): void;
}

/** The key of the pseudonyms: `AUDIT_KEY`, or derived from the sealing key. */
export function auditKey(configured: string | undefined, [first]: SealingKeys): Buffer {
  if (configured !== undefined) return Buffer.from(configured);
  return Buffer.from(hkdfSync("sha256", first.key, Buffer.alloc(0), "m365-connector/1/audit", 32));
}

function openAuditFile(path: string): number {
  try {
    return openSync(path, "a", 0o600);
  } catch {
    throw new StartProblem(["AUDIT_FILE: can't be opened for writing"]);
  }
}

/** Writes whole lines to stdout or to the end of a file. */
export function openAuditSink(target: {
  log: "stdout" | "file" | "off";
  file: string | undefined;
}): (line: string) => void {
  if (target.log === "off") return () => undefined;
  const descriptor = target.log === "file" && target.file !== undefined ? openAuditFile(target.file) : 1;
  return (line) => void writeSync(descriptor, `${line}\n`);
}

export function createAudit(options: { key: Buffer; write: (line: string) => void; metrics: GatewayMetrics }): Audit {
  const { key, write, metrics } = options;
  const pseudonym = (...parts: string[]) =>
    createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url").slice(0, 22);

  return {
    callFinished({ requestId, caller, tool, outcome, startedAtMs, durationMs }) {
      const line = {
        event: "call_finished",
        time: new Date(startedAtMs + durationMs).toISOString(),
        requestId,
        tenant: pseudonym("tenant", caller.tenantId),
        user: pseudonym("user", caller.tenantId, caller.userId),
        clientId: caller.clientId,
        tool,
        outcome,
        startedAt: new Date(startedAtMs).toISOString(),
        durationMs: Math.round(durationMs),
      };
      try {
        write(JSON.stringify(line));
      } catch {
        metrics.auditFailures.inc();
      }
    },
  };
}
