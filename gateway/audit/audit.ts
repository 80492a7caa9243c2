import { type Call, nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import type { AuditEntry, Outcome } from "./audit-entry.ts";
import type { AuditWriter } from "./audit-writer.ts";
import type { Names } from "./pseudonyms.ts";
import { createRefusedCalls } from "./refused-calls.ts";
import { createRefusedRequests, type RefusedRequest } from "./refused-requests.ts";

/** A tool call that the audit log records. */
export interface AuditedCall {
  call: Call;
  /** The kind of resource that is read. */
  resource?: string | undefined;
}

export interface EndedCall extends AuditedCall {
  /** Whether `callStarted` succeeded. */
  isStartAudited: boolean;
  outcome: Outcome;
  missingScopes?: readonly string[] | undefined;
  /** Unix milliseconds. */
  startedAtMs: number;
  durationMs: number;
  resultBytes?: number | undefined;
  report?: RunReport | undefined;
}

/** Records who did what, when, and with which outcome; never arguments, content or tokens. See docs/audit.md. */
export interface Audit {
  /** Resolves when the line is written. Otherwise rejects with `unavailable`: no call runs without its audit line. */
  callStarted(call: AuditedCall): Promise<void>;
  /** Never throws. A line that can't be written yet waits. */
  callEnded(call: EndedCall): void;
  requestRefused(refused: RefusedRequest): void;
  isFailing(): boolean;
  /** Writes the last line of the chain. */
  close(): Promise<void>;
}

const retryAfterSeconds = 5;
/** Limit of waiting refusals, so that there is room for the final lines of started calls. */
const maxWaitingRefusals = 1_000;

/**
 * Creates the audit log. Every call has exactly one line at its end, and another at its start if it is admitted. Many
 * refused calls of one user are counted instead of listed.
 */
export function createAudit(options: { writer: AuditWriter; names: Names; now: () => number }): Audit {
  const { writer, names, now } = options;
  const iso = (ms: number) => new Date(ms).toISOString();
  const writeRefusal = (entry: AuditEntry) => writer.writeLater(entry, maxWaitingRefusals);
  const refusedCalls = createRefusedCalls({ write: writeRefusal });
  const refusedRequests = createRefusedRequests({
    name: ({ tenantId, userId, clientId }) => ({
      tenant: names.tenant(tenantId),
      ...(userId !== undefined && { user: names.user(tenantId, userId) }),
      ...(clientId !== undefined && { clientId }),
    }),
    write: writeRefusal,
    now,
  });

  const members = ({ call, resource }: AuditedCall) => {
    const { requestId, caller } = call;
    return {
      requestId,
      tenant: names.tenant(caller.tenantId),
      user: names.user(caller.tenantId, caller.userId),
      clientId: caller.clientId,
      ...(caller.tokenId !== undefined && { tokenId: caller.tokenId }),
      tool: nameOfCall(call),
      ...(resource !== undefined && { resource }),
    };
  };

  return {
    async callStarted(call) {
      if (await writer.writeNow({ event: "call_started", time: iso(now()), ...members(call) })) return;
      const message =
        "The connector can't write its audit log, and makes no call without it. " +
        `Try again in ${retryAfterSeconds} seconds; if it stays so, tell your operator.`;
      throw new ToolError("unavailable", message, { retryAfterSeconds });
    },
    callEnded(call) {
      const { isStartAudited, outcome, missingScopes, startedAtMs, durationMs, resultBytes, report } = call;
      const end = {
        time: iso(startedAtMs + durationMs),
        ...members(call),
        outcome,
        ...(missingScopes !== undefined && { missing: [...missingScopes] }),
      };
      if (!isStartAudited) return refusedCalls.add({ event: "call_refused", ...end });
      writer.writeLater({
        event: "call_finished",
        ...end,
        startedAt: iso(startedAtMs),
        durationMs: Math.round(durationMs),
        ...(resultBytes !== undefined && { resultBytes }),
        ...report,
      });
    },
    requestRefused: refusedRequests.add,
    isFailing: writer.isFailing,
    async close() {
      refusedRequests.flush();
      refusedCalls.flush();
      await writer.close();
    },
  };
}
