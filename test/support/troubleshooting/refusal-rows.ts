import { type AuthRefusalReason, authRefusalReasons } from "#gateway/auth/auth-refusal.ts";
import { createChallenges, refusalAnswer } from "#gateway/auth/challenge.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { type TroubleRow, who } from "./row.ts";

const challenges = createChallenges({
  publicUrl: "https://mcp.example.com/mcp",
  appIdUri: "https://mcp.example.com/mcp",
  authorityHost: "https://login.microsoftonline.com",
  policies: tenantPolicies(),
});

/** Who fixes a refusal that signing in again does not; of the others, the person. */
const fixers: Partial<Record<AuthRefusalReason, string>> = {
  malformed_request: who.maker,
  keys_unavailable: "nobody; if it stays, the operator",
  tenant_not_allowed: who.operator,
  tenant_suspended: who.operator,
  client_not_allowed: who.operator,
  assistant_not_allowed: who.operator,
  admin_not_allowed: who.operator,
  admin_unknown: who.admin,
  agent_not_allowed: who.operator,
  guest_not_allowed: "you, or the operator",
  audience: "you; if it stays, the operator: `AZURE_CLIENT_ID` is not that of the Server app",
  version: "the operator: the Server app has to issue v2 tokens (`requestedAccessTokenVersion`)",
  scope_missing: "you; if it stays, the operator: the scope of the Server app",
};

function wordsOf(reason: AuthRefusalReason): { status: number; description: string } {
  const { status, body } = refusalAnswer({ reason, subjectId: "TENANT-OR-APP" }, challenges);
  const { error_description: description } = JSON.parse(body);
  return { status, description };
}

/** Why a request with or without a token is refused; the reason is the label of `m365_auth_refusals_total`. */
export const refusalRows = (): TroubleRow[] =>
  authRefusalReasons.map((reason) => {
    const { status, description } = wordsOf(reason);
    return { code: reason, seen: `${status}`, cause: description, who: fixers[reason] ?? who.you };
  });
