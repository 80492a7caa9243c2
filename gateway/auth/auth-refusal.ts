/**
 * Why a caller was refused before any tool saw the request: the closed list, and the `reason` label of
 * `m365_auth_refusals_total`. For operators; a client only learns what `refusal-answer.ts` says.
 */
export const authRefusalReasons = [
  // the request
  "missing_token",
  "malformed_request",
  // the token's form and signature
  "malformed_token",
  "header",
  "algorithm",
  "unknown_key",
  "keys_unavailable",
  "signature",
  // what the token says
  "audience",
  "timestamps",
  "expired",
  "not_yet_valid",
  "version",
  "tenant_id",
  "personal_account",
  "issuer",
  "key_issuer",
  "tenant_not_allowed",
  "tenant_suspended",
  "other_tenant_address",
  "guest_not_allowed",
  "app_only",
  "scope_missing",
  "agent_not_allowed",
  "client_id",
  "client_not_allowed",
  "user_id",
] as const;

export type AuthRefusalReason = (typeof authRefusalReasons)[number];

/** Whom a token names that Entra has signed for their tenant. */
export interface RefusedCaller {
  tenantId: string;
  userId?: string | undefined;
  clientId?: string | undefined;
}

export interface AuthRefusal {
  reason: AuthRefusalReason;
  /** For the audit log; only where signature, issuer and tenant agree. */
  caller?: RefusedCaller;
  /** The verified tenant or client that is not allowed, for the words that its admin needs. */
  subjectId?: string;
  /** What the operator tells the people of a suspended tenant. */
  words?: string;
}
