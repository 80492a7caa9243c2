import { OauthFault } from "#gateway/sign-in/oauth-fault.ts";
import type { Question } from "./question.ts";

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * The `claims` of a Conditional Access challenge, which a client hands back when the person signs in again, are a JSON
 * object: https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function smallClaims({ parameters }: Question): void {
  const claims = parameters.get("claims");
  if (claims === undefined || isJsonObject(claims)) return;
  throw new OauthFault("invalid_request", "The parameter claims is not a JSON object.");
}
