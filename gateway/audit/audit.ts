import { type Call, type Caller, nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import type { RunReport } from "#common/queue/protocol.ts";
import type { RequestLimit } from "#gateway/admission/local-limits.ts";
import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { LostTenant } from "#gateway/tenants/open-tenant-policies.ts";
import type { AuditEntry, auditedSteps, Outcome } from "./audit-entry.ts";
import type { AuditNames } from "./audit-keys.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { createCappedLines, createRefusedCalls } from "./capped-lines.ts";

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

/** A request that was refused before it reached a tool. */
export interface RefusedRequest {
  reason: AuthRefusalReason | RequestLimit | "host" | "origin" | "pipelining";
  /** The user of the refused token, if Entra signed it. Otherwise its claims prove nothing. */
  caller?: RefusedCaller;
}

/** Receiver of a sign-in: whose redirect address it is, and its host. */
type AuditedTarget = Pick<Extract<AuditEntry, { event: "signed_in" }>, "profile" | "redirectHost">;

/** Something at the sign-in server that gives nobody a token. */
export interface SignInStep {
  step: (typeof auditedSteps)[number];
  /** Label `reason` of `m365_sign_ins_total`; empty for an answer of the person. */
  reason: string;
  /** Entra's number, if Entra refused. */
  aadsts?: number | undefined;
  target?: AuditedTarget | undefined;
  /** The person of a token that Entra signed. */
  caller?: RefusedCaller | undefined;
}

/** Records who did what, when, and with which outcome; never arguments, content or tokens. See docs/audit.md. */
export interface Audit {
  /** Resolves when the line is written. Otherwise rejects with `unavailable`: no call runs without its audit line. */
  callStarted(call: AuditedCall): Promise<void>;
  /** The same for the question which permissions a caller has. */
  permissionsAsked(question: Call): Promise<void>;
  /** Never throws. A line that can't be written yet waits. */
  callEnded(call: EndedCall): void;
  /**
   * Requests without a known user cost an attacker nothing, so they are only counted, in one line per minute. A known
   * user gets a line for the first refusal in a minute.
   */
  requestRefused(refused: RefusedRequest): void;
  /** Never throws. */
  tenantOffBoarded(tenant: LostTenant & { endedCalls: number }): void;
  /**
   * Resolves whether the line about an access token is written. If not, it must not be handed out.
   * @param issued.target receiver of the sign-in; undefined for a renewal
   */
  tokenIssued(issued: { caller: Caller; target?: AuditedTarget | undefined }): Promise<boolean>;
  /**
   * Never throws. Anybody can cause many without an account: they are capped, and those that tell neither a redirect
   * address nor a person are only counted.
   */
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
  const refusedRequests = createCappedLines({ write: writeRefusal, counted: "requests_refused", now });
  const stepsOfStrangers = createCappedLines({ write: writeRefusal, counted: "sign_in_steps", now });
  /** Entra has identified these people: strangers can't use up their lines. */
  const stepsOfPeople = createCappedLines({ write: writeRefusal, counted: "sign_in_steps", now });

  /** Names a refused person as far as their token did. */
  const whoRefused = ({ tenantId, userId, clientId }: RefusedCaller) => ({
    tenant: names.tenant(tenantId),
    ...(userId !== undefined && { user: names.user(tenantId, userId) }),
    ...(clientId !== undefined && { clientId }),
  });

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
    requestRefused({ reason, caller }) {
      refusedRequests.add({
        countedAs: reason,
        line: caller && {
          key: [reason, caller.tenantId, caller.userId, caller.clientId],
          entry: () => ({ event: "request_refused", time: iso(now()), reason, ...whoRefused(caller) }),
        },
      });
    },
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
    signInStep({ step, reason, aadsts, target, caller }) {
      const countedAs = `${step} ${reason}`.trim();
      const { profile, redirectHost } = target ?? {};
      const key = [countedAs, aadsts, profile, redirectHost, caller?.tenantId, caller?.userId];
      const entry = (): AuditEntry => ({
        event: "sign_in_step",
        time: iso(now()),
        step,
        ...(reason !== "" && { reason }),
        ...(aadsts !== undefined && { aadsts }),
        ...target,
        ...(caller && whoRefused(caller)),
      });
      const saysMore = target !== undefined || caller !== undefined;
      (caller ? stepsOfPeople : stepsOfStrangers).add({ countedAs, line: saysMore ? { key, entry } : undefined });
    },
    isFailing: writer.isFailing,
    async close() {
      for (const lines of [refusedRequests, stepsOfStrangers, stepsOfPeople, refusedCalls]) lines.flush();
      await writer.close();
    },
  };
}
