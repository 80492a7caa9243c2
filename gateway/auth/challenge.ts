import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { AuthRefusal } from "./auth-refusal.ts";
import { isPolicyReason, policyWords } from "./policy-refusal.ts";
import { metadataUrl, qualifiedScope } from "./protected-resource-metadata.ts";
import { addressedTenant, identityAt, type ResourceIdentity } from "./resource-identity.ts";

/** Label of `m365_challenges_total`. */
type ChallengeKind = "sign_in" | "invalid_token" | "insufficient_scope" | "insufficient_claims";

/** An HTTP response that is sent before a tool is called, or in place of its result. */
export interface AuthAnswer {
  status: 400 | 401 | 403 | 503;
  headers: Readonly<Record<string, string>>;
  /** JSON with `error` and, for a person, `error_description`. */
  body: string;
  /** The kind of challenge in the response, for the metric. */
  challenge?: ChallengeKind;
}

/** The challenges for the address of a request. */
export type ChallengesFor = (request: Pick<FastifyRequest, "params">) => Challenges;

/** Cached challenges of tenant addresses. */
const maxTenants = 1_000;

/** The challenges of each address of this server: the shared one, and one per tenant. */
export function createChallengesFor(identity: ResourceIdentity): ChallengesFor {
  const forAll = createChallenges(identity);
  const ofTenants = new LRUCache<string, Challenges>({
    max: maxTenants,
    memoMethod: (tenantId) => createChallenges(identityAt(identity, tenantId)),
  });
  return (request) => {
    const tenantId = addressedTenant(request);
    return tenantId === undefined ? forAll : ofTenants.memo(tenantId);
  };
}

interface Challenges {
  /** 401 without an error code: the request has no token (RFC 6750 3). */
  signIn: AuthAnswer;
  /** 401: the token is not or no longer valid for this server, or Entra reports that the session has ended. */
  invalidToken: AuthAnswer;
  /** 403 with the scope to request. */
  insufficientScope: AuthAnswer;
  /**
   * 401 with the claims that Conditional Access requires. The client passes them to Entra when the user signs in again:
   * https://learn.microsoft.com/entra/identity-platform/claims-challenge
   * @param claims raw JSON, as Entra's token endpoint returns it
   */
  insufficientClaims(claims: string): AuthAnswer;
}

/** A quoted-string (RFC 9110 5.6.4). Characters that it can't contain are replaced by spaces. */
export function quotedString(text: string): string {
  return `"${text.replaceAll(/[^\x20-\x7e]/g, " ").replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A `Bearer` challenge: RFC 6750 3 with `resource_metadata` of RFC 9728 5.1. */
function bearerChallenge(parameters: Readonly<Record<string, string>>): string {
  const written = Object.entries(parameters).map(([name, value]) => `${name}=${quotedString(value)}`);
  return `Bearer ${written.join(", ")}`;
}

/** The response body, with the two members of an OAuth error. */
function errorBody(error: string, description: string): string {
  return JSON.stringify({ error, error_description: description });
}

/** Headers of every authentication response. It must not be cached. */
const plainHeaders = { "content-type": "application/json", "cache-control": "no-store" };

/**
 * Creates the challenges of one address from settings only, never from a request's Host or forwarding headers. Each has
 * the scope and the metadata URL, because some clients read only the one and some only the other.
 */
export function createChallenges(identity: ResourceIdentity): Challenges {
  const discovery = {
    scope: qualifiedScope(identity),
    resource_metadata: metadataUrl(identity.address ?? identity.publicUrl),
  };

  function answer(challenge: ChallengeKind, description: string, more = {}): AuthAnswer {
    const status = challenge === "insufficient_scope" ? 403 : 401;
    const error = { error: challenge, error_description: description };
    const parameters = { ...(challenge === "sign_in" ? {} : error), ...more, ...discovery };
    const headers = { ...plainHeaders, "www-authenticate": bearerChallenge(parameters) };
    const code = challenge === "sign_in" ? "sign_in_required" : challenge;
    return { status, headers, body: errorBody(code, description), challenge };
  }

  return {
    signIn: answer("sign_in", "Sign in with a work account: the request has no access token."),
    invalidToken: answer(
      "invalid_token",
      "The access token is expired, revoked or not meant for this server: sign in again.",
    ),
    insufficientScope: answer(
      "insufficient_scope",
      "The access token lacks the permission to use this server: sign in again and accept it.",
    ),
    insufficientClaims(claims) {
      return answer("insufficient_claims", "Your organisation asks for a further check: sign in again.", {
        claims: Buffer.from(claims).toString("base64"),
        authorization_uri: `${identity.authorityHost}/common/oauth2/v2.0/authorize`,
      });
    },
  };
}

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
  if (isPolicyReason(reason)) return forbidden(policyWords({ ...refusal, reason }));
  switch (reason) {
    case "missing_token":
      return challenges.signIn;
    case "malformed_request":
      return malformedRequest();
    case "keys_unavailable":
      return keysUnavailable();
    case "scope_missing":
      return challenges.insufficientScope;
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
      return challenges.invalidToken;
  }
}
