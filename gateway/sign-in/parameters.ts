import { OauthFault } from "./oauth-fault.ts";

/** The parameters of a request, each at most once; names that nobody asks for are never looked at. */
export type Parameters = ReadonlyMap<string, string>;

const maxParameters = 40;

/**
 * Reads a query or a form. A parameter that comes twice is refused, whatever its name (RFC 6749 3.1): which of the two
 * counts must not be a guess between us, Entra and the client. An empty value counts as not sent, as that section says.
 * @throws `OauthFault` when it is too long, has too many parameters, or one twice
 */
export function readParameters(text: string, maxBytes: number): Parameters {
  if (Buffer.byteLength(text) > maxBytes) throw new OauthFault("invalid_request", "The request is too long.");
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) throw new OauthFault("invalid_request", "A parameter is given more than once.");
    if (parameters.size >= maxParameters) throw new OauthFault("invalid_request", "There are too many parameters.");
    parameters.set(name, value);
  }
  return new Map([...parameters].filter(([, value]) => value !== ""));
}

/** What the value of a parameter may look like, from its first to its last character. */
const formats = {
  /** RFC 6749 A.5, A.11 and A.17. Ours are a third longer than the 8,192 letters that Entra's may have. */
  state: /^[\x20-\x7e]{1,2048}$/,
  code: /^[\x20-\x7e]{1,12288}$/,
  refresh_token: /^[\x20-\x7e]{1,12288}$/,
  /** RFC 7636 4.2: BASE64URL of SHA-256 always has 43 characters. */
  code_challenge: /^[A-Za-z0-9_-]{43}$/,
  /** RFC 7636 4.1. */
  code_verifier: /^[A-Za-z0-9._~-]{43,128}$/,
};

/** A parameter as its format allows it; undefined when it was not sent, or has another form. */
export function wellFormed(parameters: Parameters, name: keyof typeof formats): string | undefined {
  const value = parameters.get(name);
  return value !== undefined && formats[name].test(value) ? value : undefined;
}

/** The same, but another form is refused. Throws `OauthFault`. */
export function optional(parameters: Parameters, name: keyof typeof formats): string | undefined {
  const value = wellFormed(parameters, name);
  if (value !== undefined || !parameters.has(name)) return value;
  throw new OauthFault("invalid_request", `The parameter ${name} is not well formed.`);
}

/** The same of a parameter that must be there. */
export function required(parameters: Parameters, name: keyof typeof formats): string {
  const value = optional(parameters, name);
  if (value !== undefined) return value;
  throw new OauthFault("invalid_request", `The parameter ${name} is required.`);
}

/** The parameters of a request whose refusal is a page: undefined when they can't be read. */
export function readableParameters(text: string, maxBytes: number): Parameters | undefined {
  try {
    return readParameters(text, maxBytes);
  } catch {
    return undefined;
  }
}

/** A query without what is undefined. Spaces are %20: some clients show plus signs to people as they are. */
export function queryText(parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return query.toString().replaceAll("+", "%20");
}

/** The text behind the question mark of a request's path. */
export const queryOf = ({ url }: { url: string }): string => (url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");
