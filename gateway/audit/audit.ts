import { type Call, nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { RunReport } from "#common/queue/run-report.ts";
import type { AuditEntry, Outcome } from "./audit-entry.ts";
import type { AuditWriter } from "./audit-writer.ts";
import type { Names } from "./pseudonyms.ts";
import { createRefusedCalls } from "./refused-calls.ts";
import { createRefusedRequests, type RefusedRequest } from "./refused-requests.ts";

/** One tools/call, as far as it has come. */
export interface AuditedCall {
  call: Call;
  /** Kind of the resource that is read. */
  resource?: string | undefined;
}

export interface EndedCall extends AuditedCall {
  /** Whether `callStarted` let it go on. */
  hasStarted: boolean;
  outcome: Outcome;
  missingScopes?: readonly string[] | undefined;
  /** Unix milliseconds. */
  startedAtMs: number;
  durationMs: number;
  resultBytes?: number | undefined;
  report?: RunReport | undefined;
}

/** Who did what, when, and what came of it; never arguments, content or tokens. docs/audit.md has every line and member. */
export interface Audit {
  /** Resolves when the line is written. Rejects with `unavailable`: without an audit log no call goes on. */
  callStarted(call: AuditedCall): Promise<void>;
  /** Never throws; when the line can't be written now it waits. */
  callEnded(call: EndedCall): void;
  requestRefused(refused: RefusedRequest): void;
  isFailing(): boolean;
  /** Ends the chain in order. */
  close(): Promise<void>;
}

const retryAfterSeconds = 5;
/** While lines wait: room for the ends of calls that had begun comes first. */
const mostWaitingRefusals = 1_000;

/**
 * Turns what happens into lines. Every call gets exactly one at its end, and one more at its start when it gets so far; of
 * very many that are not let in, those of one person are counted.
 */
export function createAudit(options: { writer: AuditWriter; names: Names; now: () => number }): Audit {
  const { writer, names, now } = options;
  const iso = (ms: number) => new Date(ms).toISOString();
  const writeRefusal = (entry: AuditEntry) => writer.writeLater(entry, mostWaitingRefusals);
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
      const message = `The connector can't write its audit log, and makes no call without it. Try again in ${retryAfterSeconds} seconds; if it stays so, tell your operator.`;
      throw new ToolError("unavailable", message, { retryAfterSeconds });
    },
    callEnded(call) {
      const { hasStarted, outcome, missingScopes, startedAtMs, durationMs, resultBytes, report } = call;
      const end = {
        time: iso(startedAtMs + durationMs),
        ...members(call),
        outcome,
        ...(missingScopes !== undefined && { missing: [...missingScopes] }),
      };
      if (!hasStarted) return refusedCalls.add({ event: "call_refused", ...end });
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
