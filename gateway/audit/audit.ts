import { type Call, type Caller, nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { RunReport } from "#common/queue/protocol.ts";
import type { AuditEntry, Outcome } from "./audit-entry.ts";
import { type AuditNames, createNameRefused } from "./audit-keys.ts";
import type { AuditWriter } from "./audit-writer.ts";
import {
  type AuditedTarget,
  createRefusedCalls,
  createRefusedRequests,
  createSignInSteps,
  type RefusedRequest,
  type SignInStep,
} from "./capped-lines.ts";

/** A job of a call that has several. */
export interface AuditedPart {
  tool: string;
  requestId: string;
}

export interface EndedPart extends AuditedPart, RunReport {
  outcome: Outcome;
}

/** A tool call that the audit log records. */
export interface AuditedCall {
  call: Call;
  /** The kind of resource that is read. */
  resource?: string | undefined;
  /** Admitted jobs of a call that has several. */
  parts?: readonly AuditedPart[] | undefined;
}

export interface EndedCall extends Omit<AuditedCall, "parts"> {
  /** Whether `callStarted` succeeded. */
  isStartAudited: boolean;
  outcome: Outcome;
  missingScopes?: readonly string[] | undefined;
  /** The rule of the tenants file that refused it. */
  rule?: "tools" | "roles" | undefined;
  /** Unix milliseconds. */
  startedAtMs: number;
  durationMs: number;
  resultBytes?: number | undefined;
  report?: RunReport | undefined;
  parts?: readonly EndedPart[] | undefined;
}

/** An access token that the sign-in server is about to hand out. */
export interface IssuedToken {
  caller: Caller;
  /** Receiver of the sign-in; undefined for a renewal. */
  target?: AuditedTarget | undefined;
}

export interface OffBoardedTenant {
  tenantId: string;
  reason: "removed" | "suspended";
  endedCalls: number;
}

/** Records who did what, when, and with which outcome; never arguments, content or tokens. See docs/audit.md. */
export interface Audit {
  /** Resolves when the line is written. Otherwise rejects with `unavailable`: no call runs without its audit line. */
  callStarted(call: AuditedCall): Promise<void>;
  /** The same for the question which permissions a caller has. */
  permissionsAsked(question: Call): Promise<void>;
  /** Never throws. A line that can't be written yet waits. */
  callEnded(call: EndedCall): void;
  requestRefused(refused: RefusedRequest): void;
  /** Never throws. */
  tenantOffBoarded(tenant: OffBoardedTenant): void;
  /** Resolves whether the line is written. If not, the token must not be handed out. */
  tokenIssued(issued: IssuedToken): Promise<boolean>;
  /** Never throws. Many of them are counted instead of listed. */
  signInStep(step: SignInStep): void;
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
export function createAudit(options: { writer: AuditWriter; names: AuditNames; now: () => number }): Audit {
  const { writer, names, now } = options;
  const iso = (ms: number) => new Date(ms).toISOString();
  const writeRefusal = (entry: AuditEntry) => writer.writeLater(entry, maxWaitingRefusals);
  const refusedCalls = createRefusedCalls({ write: writeRefusal });
  const name = createNameRefused(names);
  const refusedRequests = createRefusedRequests({ name, write: writeRefusal, now });
  const signInSteps = createSignInSteps({ name, write: writeRefusal, now });

  const who = ({ tenantId, userId, clientId, tokenId }: Caller) => ({
    tenant: names.tenant(tenantId),
    user: names.user(tenantId, userId),
    clientId,
    ...(tokenId !== undefined && { tokenId }),
  });

  const members = ({ call, resource }: Pick<AuditedCall, "call" | "resource">) => ({
    requestId: call.requestId,
    ...who(call.caller),
    tool: nameOfCall(call),
    ...(resource !== undefined && { resource }),
  });

  async function writeStart(entry: AuditEntry): Promise<void> {
    if (await writer.writeNow(entry)) return;
    const message =
      "The connector can't write its audit log, and makes no call without it. " +
      `Try again in ${retryAfterSeconds} seconds; if it stays so, tell your operator.`;
    throw new ToolError("unavailable", message, { retryAfterSeconds });
  }

  return {
    async callStarted({ parts: all, ...call }) {
      const parts = all?.map(({ tool, requestId }) => ({ tool, requestId }));
      await writeStart({ event: "call_started", time: iso(now()), ...members(call), ...(parts && { parts }) });
    },
    async permissionsAsked({ requestId, caller }) {
      await writeStart({ event: "permissions_asked", time: iso(now()), requestId, ...who(caller) });
    },
    callEnded(call) {
      const { isStartAudited, outcome, missingScopes, rule, startedAtMs, durationMs, resultBytes, report, parts } =
        call;
      const end = {
        time: iso(startedAtMs + durationMs),
        ...members(call),
        outcome,
        ...(missingScopes !== undefined && { missing: [...missingScopes] }),
        ...(rule !== undefined && { rule }),
      };
      if (!isStartAudited) return refusedCalls.add({ event: "call_refused", ...end });
      writer.writeLater({
        event: "call_finished",
        ...end,
        startedAt: iso(startedAtMs),
        durationMs: Math.round(durationMs),
        ...(resultBytes !== undefined && { resultBytes }),
        ...report,
        ...(parts && { parts: [...parts] }),
      });
    },
    requestRefused: refusedRequests.add,
    tenantOffBoarded({ tenantId, reason, endedCalls }) {
      const tenant = names.tenant(tenantId);
      writer.writeLater({ event: "tenant_off_boarded", time: iso(now()), tenant, reason, endedCalls });
    },
    async tokenIssued({ caller, target }) {
      const line = { time: iso(now()), ...who(caller) };
      return await writer.writeNow(
        target === undefined ? { event: "token_renewed", ...line } : { event: "signed_in", ...line, ...target },
      );
    },
    signInStep: signInSteps.add,
    isFailing: writer.isFailing,
    async close() {
      refusedRequests.flush();
      signInSteps.flush();
      refusedCalls.flush();
      await writer.close();
    },
  };
}
