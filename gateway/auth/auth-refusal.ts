/**
 * The closed list of reasons why a request is refused before it reaches a tool. Also the `reason` label of
 * `m365_auth_refusals_total`. For operators: a client only sees what `challenge.ts` tells it.
 */
export const authRefusalReasons = [
  // the request
  "missing_token",
  "malformed_request",
  // format and signature of the token
  "malformed_token",
  "header",
  "algorithm",
  "unknown_key",
  "keys_unavailable",
  "signature",
  // claims of the token
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
  "assistant_not_allowed",
  "admin_not_allowed",
  "admin_unknown",
  "user_id",
] as const;

export type AuthRefusalReason = (typeof authRefusalReasons)[number];

/** The user of a token that Entra signed for their tenant. */
export interface RefusedCaller {
  tenantId: string;
  userId?: string | undefined;
  clientId?: string | undefined;
}

export interface AuthRefusal {
  reason: AuthRefusalReason;
  /** Caller for the audit log. Only set if signature, issuer and tenant agree. */
  caller?: RefusedCaller;
  /** The verified tenant or client that is not allowed, to name it in the message. */
  subjectId?: string;
  /** The operator's message to users of a suspended tenant. */
  words?: string;
}
