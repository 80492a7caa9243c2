import type { AuthRefusalReason, RefusedCaller } from "#gateway/auth/auth-refusal.ts";
import type { PolicyRefusalReason } from "#gateway/auth/policy-refusal.ts";
import type { SignInTarget } from "./redirects.ts";

/** Why our validator refuses a token that Entra issued, or that it is not of the app that people sign in with. */
export type TokenRefusalReason = AuthRefusalReason | "other_app";

/** Refusal by the policy of the person's tenant, or of what is no token for this server. */
type Refusing =
  | { event: "refused"; reason: PolicyRefusalReason }
  | { event: "token_refused"; reason: TokenRefusalReason };

/** Why a token that Entra issued is handed to nobody, and whose it is, if it says so. */
export type TokenRefusal = Refusing & { caller: RefusedCaller | undefined };

/**
 * The codes that the sign-in server refuses with: RFC 6749 4.1.2.1 and 5.2, RFC 7591 3.2.2, RFC 8707 2, OpenID Connect
 * Core 3.1.2.6. A closed set.
 */
export type OauthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "access_denied"
  | "interaction_required"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "invalid_scope"
  | "invalid_target"
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "temporarily_unavailable"
  | "server_error";

const statuses: Partial<Record<OauthErrorCode, number>> = {
  invalid_client: 401,
  server_error: 502,
  temporarily_unavailable: 503,
};

interface FaultDetails {
  retryAfterSeconds?: number;
  /** Entra's number, when it is Entra that refuses. */
  aadsts?: number;
  /** Whether Entra refuses, can't be reached, or answers what can't be used. */
  isEntras?: boolean;
  /** Why a token that Entra issued is handed to nobody. */
  tokenRefusal?: TokenRefusal;
  /** Receiver of the sign-in, once that is known. */
  target?: SignInTarget | undefined;
}

/**
 * A request that the sign-in server, or Entra behind it, refuses. The words say what to do and quote nothing of the
 * request.
 */
export class OauthFault extends Error {
  override readonly name = "OauthFault";
  readonly code: OauthErrorCode;
  readonly details: FaultDetails;

  constructor(code: OauthErrorCode, description: string, details: FaultDetails = {}) {
    super(description);
    this.code = code;
    this.details = details;
  }
}

/** The fault as an answer: RFC 6749 5.2, and Retry-After where waiting helps. */
export function faultAnswer({ code, message, details: { retryAfterSeconds } }: OauthFault) {
  return {
    status: statuses[code] ?? 400,
    headers: retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
    body: { error: code, error_description: message },
  };
}
