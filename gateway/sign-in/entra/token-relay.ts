import { readAtMost } from "#common/read-at-most.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";

/** What comes from Entra's token endpoint: a status below 500, and at most 64 kB of text. */
export interface RelayedAnswer {
  status: number;
  text: string;
}

/** Sends a form to Entra's token endpoint. */
export type TokenRelay = (endpoint: string, form: URLSearchParams) => Promise<RelayedAnswer>;

/** Claude waits 10 s for a token. */
const timeoutMs = 8_000;
const maxAnswerBytes = 64 * 1024;
/** Nobody has to sign in to ask: more than these at once don't reach Entra, which would slow down this whole server. */
const maxAtOnce = 32;
const longestWaitSeconds = 3_600;

const unavailable = (retryAfterSeconds: number) =>
  new OauthFault("temporarily_unavailable", "Microsoft Entra can't be asked just now: try again.", {
    retryAfterSeconds,
    isEntras: true,
  });

/** Retry-After in seconds, as Entra sends it; 5 for anything else. */
function waitSeconds(response: Awaited<ReturnType<EntraFetch>>): number {
  const text = response.headers.get("retry-after") ?? "";
  return /^\d{1,4}$/.test(text) ? Math.min(Number(text), longestWaitSeconds) : 5;
}

async function ask(fetch: EntraFetch, endpoint: string, form: URLSearchParams): Promise<RelayedAnswer> {
  try {
    const headers = { accept: "application/json" };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(endpoint, { method: "POST", body: form, headers, redirect: "error", signal });
    if (response.status === 429 || response.status >= 500) throw unavailable(waitSeconds(response));
    const body = await readAtMost(response.body ?? [], maxAnswerBytes);
    return { status: response.status, text: body.toString() };
  } catch (error) {
    throw error instanceof OauthFault ? error : unavailable(5);
  }
}

/**
 * A relay that keeps nothing: at most 32 requests at once, 8 s and 64 kB each, no redirect followed, no header of the
 * client's passed on.
 * The promise rejects with `OauthFault` (`temporarily_unavailable`).
 */
export function createTokenRelay(fetch: EntraFetch): TokenRelay {
  let inFlight = 0;
  return async (endpoint, form) => {
    if (inFlight >= maxAtOnce) throw unavailable(1);
    inFlight += 1;
    try {
      return await ask(fetch, endpoint, form);
    } finally {
      inFlight -= 1;
    }
  };
}
