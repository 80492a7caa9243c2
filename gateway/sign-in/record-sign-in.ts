import type { Caller } from "#common/caller.ts";
import type { Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import type { GatewayMetrics } from "#gateway/gateway-metrics.ts";
import { failures } from "./entra/failures.ts";
import type { OauthErrorCode } from "./oauth-fault.ts";
import type { PageProblem } from "./pages/problems.ts";
import type { Profile } from "./redirects/redirect-rules.ts";

/** To whom a sign-in goes, as far as it may be written down. */
export interface SignInTarget {
  profile: Profile;
  /** Host of the redirect address, with its port; the scheme of a custom one. */
  redirectHost: string;
}

/** What happened at the front. Everything that is counted, logged or audited of it is made of this. */
export type SignInEvent =
  | { event: "registered" }
  | { event: "started" | "approved" | "cancelled" | "returned"; target: SignInTarget }
  /** By one of our own rules: on a page, to the client by redirect, or at the token endpoint. */
  | { event: "refused"; reason: PageProblem | OauthErrorCode }
  /** By Entra, with its number if it gave one, or because it can't be asked or understood. */
  | { event: "failed_at_entra"; code: OauthErrorCode; aadsts: number | undefined }
  | { event: "signed_in"; target: SignInTarget; caller: Caller }
  | { event: "refreshed"; caller: Caller };

export type RecordSignIn = (event: SignInEvent) => void;

const logWindowMs = 10 * 60_000;

/** A label has a closed set of values. Numbers come from outside: only those that have words of ours count singly. */
function reasonOf(event: SignInEvent): string {
  if (event.event === "refused") return event.reason;
  if (event.event !== "failed_at_entra") return "";
  return event.aadsts !== undefined && failures.has(event.aadsts) ? `AADSTS${event.aadsts}` : event.code;
}

/**
 * The one place through which all outcomes pass. It counts them, and logs Entra's refusals by their numbers, each once
 * in 10 minutes: whoever asks decides how often, so more would let anybody fill the log.
 */
export function createRecordSignIn(metrics: Pick<GatewayMetrics, "signIns">, logger: Logger): RecordSignIn {
  const logged = createOncePerWindow(logWindowMs);
  return (event) => {
    metrics.signIns.inc({ event: event.event, reason: reasonOf(event) });
    if (event.event !== "failed_at_entra" || event.aadsts === undefined) return;
    if (!logged.isFirst(String(event.aadsts))) return;
    logger.warn({ component: "sign-in", problem: `AADSTS${event.aadsts}` }, "Entra refused a sign-in");
  };
}

/** @param redirectUri one that is allowed */
export function targetOf(redirectUri: string, profile: Profile): SignInTarget {
  const { protocol, host } = new URL(redirectUri);
  return { profile, redirectHost: protocol === "https:" || protocol === "http:" ? host : protocol };
}
