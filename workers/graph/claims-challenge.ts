import type { GraphAnswer } from "#workers/resilience/graph-layer.ts";

/** Larger than any real challenge. The claims are sent on in a header. */
const maxBase64 = 8_192;

/**
 * The claims that Graph asks for in a 401, as raw JSON, or undefined when it asks for none.
 * Continuous access evaluation: `WWW-Authenticate: Bearer error="insufficient_claims", claims="<base64>"`
 * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
 */
export function challengedClaims(answer: GraphAnswer): string | undefined {
  const header = [answer.headers["www-authenticate"]].flat().join(", ");
  if (!/\berror="insufficient_claims"/.test(header)) return undefined;
  const encoded = /\bclaims="([A-Za-z0-9+/=_-]+)"/.exec(header)?.[1];
  if (encoded === undefined || encoded.length > maxBase64) return undefined;
  const claims = Buffer.from(encoded, "base64").toString("utf8");
  try {
    const parsed: unknown = JSON.parse(claims);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? claims : undefined;
  } catch {
    return undefined;
  }
}
