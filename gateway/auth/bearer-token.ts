import { headerValues } from "./header-values.ts";

type BearerToken = { token: string } | { reason: "missing_token" | "malformed_request" | "malformed_token" };

/** RFC 6750 2.1, `b64token`. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

function hasTokenInQuery(url: string): boolean {
  const start = url.indexOf("?");
  return start !== -1 && new URLSearchParams(url.slice(start)).has("access_token");
}

/**
 * Reads the access token of a request from a single `Authorization: Bearer` header, never from query or body (RFC 6750
 * 2.1, as MCP requires). Another scheme counts as no token.
 */
export function readBearerToken(request: { rawHeaders: readonly string[]; url: string }): BearerToken {
  const [header, ...others] = headerValues(request, "authorization");
  if (header === undefined) return { reason: "missing_token" };
  if (others.length > 0 || hasTokenInQuery(request.url)) return { reason: "malformed_request" };
  if (!/^bearer(?: |$)/i.test(header)) return { reason: "missing_token" };
  const token = bearer.exec(header)?.[1];
  return token === undefined ? { reason: "malformed_token" } : { token };
}
