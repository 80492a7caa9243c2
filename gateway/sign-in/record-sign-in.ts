import type { Caller } from "#common/call.ts";
import type { Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { Audit } from "#gateway/audit/audit.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { failures } from "./entra/entra-answer.ts";
import { type OauthErrorCode, OauthFault, type TokenRefusal } from "./oauth-fault.ts";
import type { SignInTarget } from "./redirects.ts";
import type { PageProblem } from "./sign-in-pages.ts";

/** Receiver of the sign-in, once that is known. */
interface WithTarget {
  target?: SignInTarget | undefined;
}

/** What happened at the sign-in server. Everything that is counted, logged or audited of it is made of this. */
type SignInEvent =
  | { event: "registered" }
  | { event: "started" | "approved" | "cancelled" | "returned"; target: SignInTarget }
  /** Refusal by one of our own rules: on a page, to the client by redirect, or at the token endpoint. */
  | { event: "refused"; reason: PageProblem | OauthErrorCode }
  /** Refusal of Entra, with its number if it gave one, or because it can't be asked or understood. */
  | ({ event: "failed_at_entra"; code: OauthErrorCode; aadsts: number | undefined } & WithTarget)
  | (TokenRefusal & WithTarget);

/** A token that is about to be handed out. */
type TokenEvent = { event: "signed_in"; target: SignInTarget; caller: Caller } | { event: "refreshed"; caller: Caller };

/** What a fault at the token or registration endpoint was. */
export function eventOfFault({ code, details }: OauthFault): SignInEvent {
  const { tokenRefusal, isEntras, aadsts, target } = details;
  if (tokenRefusal !== undefined) return { ...tokenRefusal, target };
  return isEntras ? { event: "failed_at_entra", code, aadsts, target } : { event: "refused", reason: code };
}

export interface SignInRecorder {
  /** Never throws. */
  record(event: SignInEvent): void;
  /**
   * Resolves when the audit line is written. Otherwise rejects with `OauthFault`: no token is handed out without its
   * line, as no call is made without one.
   */
  recordToken(event: TokenEvent): Promise<void>;
}

const logWindowMs = 10 * 60_000;
const auditRetrySeconds = 5;

/** A label has a closed set of values. Numbers come from outside: only those that have words of ours count singly. */
function reasonOf(event: SignInEvent): string {
  if ("reason" in event) return event.reason;
  if (event.event !== "failed_at_entra") return "";
  return event.aadsts !== undefined && failures.has(event.aadsts) ? `AADSTS${event.aadsts}` : event.code;
}

/** What an operator is told of a document of a client that can't be had, by the reason of the refusal. */
const documentMessages: ReadonlyMap<Extract<SignInEvent, { reason: unknown }>["reason"], string> = new Map([
  [
    "document_unreachable",
    "a client's metadata document can't be fetched: check DNS and egress to port 443; if the host refuses this " +
      "address (403), set SIGN_IN_CIMD=off, so that clients register",
  ],
  [
    "document_unread",
    "a client's metadata document is at a host that is not read: set SIGN_IN_CIMD=any to read it, or off, so " +
      "that all clients register",
  ],
]);

/** What the operator has to look at. */
function problemOf(event: SignInEvent): { problem: string; message: string } | undefined {
  if (event.event === "token_refused") {
    return { problem: event.reason, message: "Entra issued a token that this server refuses" };
  }
  if (event.event === "refused") {
    const message = documentMessages.get(event.reason);
    return message === undefined ? undefined : { problem: event.reason, message };
  }
  if (event.event !== "failed_at_entra" || event.aadsts === undefined) return undefined;
  return { problem: `AADSTS${event.aadsts}`, message: "Entra refused a sign-in" };
}

const unrecorded = () =>
  new OauthFault(
    "temporarily_unavailable",
    "The connector can't write its audit log, and lets nobody in without it. " +
      `Sign in again in ${auditRetrySeconds} seconds; if it stays so, tell your operator.`,
    { retryAfterSeconds: auditRetrySeconds },
  );

/**
 * The one place through which all outcomes pass. It counts and audits them, and logs what the operator has to look
 * at, each once in 10 minutes: whoever asks decides how often, so more would let anybody fill the log.
 */
export function createSignInRecorder(options: {
  metrics: Pick<GatewayMetrics, "signIns">;
  audit: Pick<Audit, "signInStep" | "tokenIssued">;
  logger: Logger;
}): SignInRecorder {
  const { metrics, audit, logger } = options;
  const logged = createOncePerWindow(logWindowMs);

  /** Audits a step if it grants or refuses something. */
  function auditStep(event: SignInEvent, reason: string): void {
    const { event: step, ...about } = event;
    if (step !== "registered" && step !== "started" && step !== "returned")
      audit.signInStep({ step, ...about, reason });
  }

  return {
    record(event) {
      const reason = reasonOf(event);
      metrics.signIns.inc({ event: event.event, reason });
      auditStep(event, reason);
      const found = problemOf(event);
      if (found === undefined || !logged.isFirst(found.problem)) return;
      logger.warn({ component: "sign-in", problem: found.problem }, found.message);
    },
    async recordToken(event) {
      const target = event.event === "signed_in" ? event.target : undefined;
      if (!(await audit.tokenIssued({ caller: event.caller, target }))) throw unrecorded();
      metrics.signIns.inc({ event: event.event, reason: "" });
    },
  };
}
