import { describeError } from "#common/logger.ts";
import { BodyTooLargeError, readAtMost } from "#common/read-at-most.ts";
import { parseJson } from "#common/text.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** How far this machine's clock is behind (positive) or ahead (negative), by the Date header, if there is one. */
  offsetMs: number | undefined;
}

/** The answer to a request, or in words why there is none. */
export type Asked = Answer | { failure: string };

interface RequestDetails {
  method?: "POST";
  headers?: Readonly<Record<string, string>>;
  body?: URLSearchParams | string;
}

/** Sends one request, without following redirects: at most 5 s and 512 kB. Never rejects. */
export type Ask = (url: string, details?: RequestDetails) => Promise<Asked>;

/** The part of `fetch` that questions are asked with. */
type AskingFetch = (
  url: string,
  request: RequestDetails & { headers: Readonly<Record<string, string>>; redirect: "manual"; signal: AbortSignal },
) => Promise<{ status: number; headers: Headers; body: AsyncIterable<Uint8Array> | null }>;

const timeoutMs = 5_000;
const maxBytes = 512 * 1024;

/** Words by the code of Node, OpenSSL or undici; the first match counts. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$|^EAI_/, "its name is not known here (DNS)"],
  [/^ECONNREFUSED$/, "nothing listens there"],
  [/TIMEOUT|ETIMEDOUT|TimeoutError/i, "no answer in time"],
  [/ALTNAME_INVALID/, "its certificate is for another name"],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, "its certificate is not valid at this time"],
  [/CERT|ISSUER|SIGNATURE|INVALID_CA/, "its certificate is from nobody that Node.js trusts"],
  [/SSL|EPROTO|WRONG_VERSION/, "it does not speak TLS"],
  [/^ECONNRESET$|^UND_ERR_SOCKET$|^EPIPE$/, "it broke the connection off"],
  [/^E(HOST|NET)UNREACH$/, "there is no route to it"],
  [/TOO_LARGE/, "its answer is larger than 512 kB"],
  [/^PROXY_/, "the proxy refuses to connect to it"],
];

/** A failure of the network in words for an operator; its code where there are none. */
export function networkWords(error: unknown): string {
  const { errorName, errorCode = errorName } = describeError(error);
  const code = error instanceof BodyTooLargeError ? "TOO_LARGE" : errorCode;
  return words.find(([codes]) => codes.test(code))?.[1] ?? `the request failed (${code})`;
}

/** The members of a JSON object; none when the text is no such thing. */
export function jsonObject(text: string): Record<string, unknown> {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** @param fetch the one that the process itself uses, with its proxy */
export function createAsk(fetch: AskingFetch, now: () => number): Ask {
  return async (url, details = {}) => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const sentMs = now();
      const response = await fetch(url, { headers: {}, ...details, redirect: "manual", signal });
      const middleMs = (sentMs + now()) / 2;
      const dateMs = Date.parse(response.headers.get("date") ?? "");
      const text = (await readAtMost(response.body ?? [], maxBytes)).toString();
      const offsetMs = Number.isNaN(dateMs) ? undefined : dateMs - middleMs;
      return { status: response.status, headers: response.headers, text, offsetMs };
    } catch (error) {
      return { failure: networkWords(error) };
    }
  };
}
