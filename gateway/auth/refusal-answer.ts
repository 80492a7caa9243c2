import type { AuthRefusal } from "./auth-refusal.ts";
import { type AuthAnswer, type Challenges, errorBody, plainHeaders } from "./challenge.ts";
import { policyWords } from "./policy-refusal.ts";

const keysRetrySeconds = 5;

/** A 403 that no sign-in can resolve. Without a challenge, clients don't start one; the text says who can help. */
function forbidden(description: string): AuthAnswer {
  return { status: 403, headers: plainHeaders, body: errorBody("access_denied", description) };
}

function malformedRequest(): AuthAnswer {
  const description = "Send one access token, in one Authorization header with the Bearer scheme, and nowhere else.";
  const headers = { ...plainHeaders, "www-authenticate": `Bearer error="invalid_request"` };
  return { status: 400, headers, body: errorBody("invalid_request", description) };
}

function keysUnavailable(): AuthAnswer {
  const description = `Sign-ins can't be checked at the moment: try again in ${keysRetrySeconds} seconds.`;
  const headers = { ...plainHeaders, "retry-after": String(keysRetrySeconds) };
  return { status: 503, headers, body: errorBody("temporarily_unavailable", description) };
}

/**
 * The HTTP response to a refusal. If the caller can't resolve it, the text says who can. Otherwise the reason is only
 * in the metric: every token that is invalid for this server gets the same 401, so that a forger learns nothing. An ID
 * in the text is the caller's own, from a token with a valid signature.
 */
export function refusalAnswer(refusal: AuthRefusal, challenges: Challenges): AuthAnswer {
  const { reason, subjectId = "unknown" } = refusal;
  switch (reason) {
    case "missing_token":
      return challenges.signIn();
    case "malformed_request":
      return malformedRequest();
    case "keys_unavailable":
      return keysUnavailable();
    case "malformed_token":
    case "header":
    case "algorithm":
    case "unknown_key":
    case "signature":
    case "audience":
    case "timestamps":
    case "expired":
    case "not_yet_valid":
    case "version":
    case "tenant_id":
    case "issuer":
    case "key_issuer":
    case "client_id":
    case "user_id":
      return challenges.invalidToken();
    case "scope_missing":
      return challenges.insufficientScope();
    case "personal_account":
      return forbidden("Personal Microsoft accounts can't use this connector: sign in with a work or school account.");
    case "other_tenant_address":
      return forbidden(
        `This address belongs to another organisation (tenant ${subjectId}): use the one that your organisation ` +
          "gave you.",
      );
    case "app_only":
      return forbidden(
        "This connector acts only for a person who signed in: sign in as a user, not as an application or agent.",
      );
    case "tenant_not_allowed":
    case "tenant_suspended":
    case "client_not_allowed":
    case "guest_not_allowed":
    case "agent_not_allowed":
      return forbidden(policyWords({ ...refusal, reason }));
  }
}
