import { OauthFault } from "./oauth-fault.ts";

const longestClaims = 4_096;

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * The `claims` of a Conditional Access challenge, which a client hands back when the person signs in again:
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @throws `OauthFault` unless it is a small JSON object
 */
export function requestedClaims(claims: string | undefined): string | undefined {
  if (claims === undefined) return undefined;
  if (claims.length <= longestClaims && isJsonObject(claims)) return claims;
  throw new OauthFault("invalid_request", "The parameter claims is not a small JSON object.");
}
