import { readAtMost } from "#common/read-at-most.ts";
import { createTally } from "#common/tally.ts";
import type { EntraFetch } from "#gateway/entra-fetch.ts";
import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";

/** What comes from Entra's token endpoint: a status below 500, and at most 64 kB of text. */
export interface RelayedAnswer {
  status: number;
  text: string;
}

/** Person for whom Entra is asked, as far as that is known before it answers. */
export interface Asker {
  /** One person. Where that is not known: one code or refresh token. */
  holder: string;
  /** Undefined where it is not known. */
  tenant: string | undefined;
}

/** Sends a form to Entra's token endpoint. */
export type TokenRelay = (endpoint: string, form: URLSearchParams, asker: Asker) => Promise<RelayedAnswer>;

/** Claude waits 10 s for a token. */
const timeoutMs = 8_000;
const maxAnswerBytes = 64 * 1024;
/** Nobody has to sign in to ask: more than these at once don't reach Entra, which would slow down this whole server. */
const maxAtOnce = 32;
const maxOfHolder = 2;
/** A tenant and those of whom nothing is known can't hold all places together. */
const maxOfTenant = 16;
const maxUnknown = 8;
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

/** What a request counts for. */
const sharesOf = ({ holder, tenant }: Asker) => [
  { key: `holder ${holder}`, limit: maxOfHolder },
  tenant === undefined ? { key: "unknown", limit: maxUnknown } : { key: `tenant ${tenant}`, limit: maxOfTenant },
  { key: "all", limit: maxAtOnce },
];

/**
 * A relay that keeps nothing: 8 s and 64 kB for each request, no redirect followed, no header of the client's passed
 * on. At most 32 requests at once: 2 of a holder, 16 of a tenant, 8 of those whose tenant is not known.
 * The promise rejects with `OauthFault` (`temporarily_unavailable`).
 */
export function createTokenRelay(fetch: EntraFetch): TokenRelay {
  const inFlight = createTally();
  return async (endpoint, form, asker) => {
    const shares = sharesOf(asker);
    if (shares.some(({ key, limit }) => inFlight.of(key) >= limit)) throw unavailable(1);
    for (const { key } of shares) inFlight.add(key, 1);
    try {
      return await ask(fetch, endpoint, form);
    } finally {
      for (const { key } of shares) inFlight.add(key, -1);
    }
  };
}
