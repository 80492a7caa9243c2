import { personalTenantId } from "#gateway/tenants/tenants-file-schema.ts";
import type { AuthRefusalReason } from "./auth-refusal.ts";
import { requiredScope } from "./resource-identity.ts";
import type { SigningKey } from "./signing-keys.ts";

/** How much the clocks of Entra and of this machine may differ. */
export const clockSkewSeconds = 60;
/** Entra's longest token lifetime is 28 h (continuous access evaluation). */
const maxLifetimeSeconds = 48 * 3600;
export const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Facets of `xms_act_fct` and `xms_sub_fct`: https://learn.microsoft.com/entra/agent-id/agent-token-claims */
const agentIdentityFacet = "11";
const agentUserFacet = "13";

export interface TokenPolicy {
  /** Entra's origin, with which every issuer begins: tokens of another cloud are refused. */
  authorityHost: string;
  /** The Server app's client id. */
  audience: string;
}

/** A token with a valid signature. Its claims are not validated yet. */
export interface SignedToken {
  claims: Readonly<Record<string, unknown>>;
  key: SigningKey;
  nowSeconds: number;
  policy: TokenPolicy;
}

const isGuid = (value: unknown): value is string => typeof value === "string" && guid.test(value);
const isUnixSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The values of a claim that Entra writes as one string ("3 9 11") or as a list. */
export function claimWords(value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) => (typeof text === "string" || typeof text === "number" ? String(text).split(" ") : []));
}

/** Whether the token is of an app that acts as itself, and so has no user whose rights could limit it. */
function isAppOnly({ idtyp, xms_sub_fct: subjectFacets }: SignedToken["claims"]): boolean {
  if (idtyp !== undefined && idtyp !== "user") return true;
  const facets = claimWords(subjectFacets);
  return facets.includes(agentIdentityFacet) || facets.includes(agentUserFacet);
}

/**
 * The first rule that a token with a valid signature violates, or null: first whether it is for this server and valid
 * at all, then whose it is. Whether that caller is admitted is decided by `policy-refusal.ts`.
 * https://learn.microsoft.com/entra/identity-platform/claims-validation
 */
export function brokenRule({ claims, key, nowSeconds, policy }: SignedToken): AuthRefusalReason | null {
  const { exp, nbf, iat, tid, scp } = claims;
  // RFC 8707, RFC 9068 4: the only audience is our client ID. Entra never writes a list here.
  if (claims.aud !== policy.audience) return "audience";
  // RFC 7519 4.1.4 to 4.1.6, stricter: all three in whole seconds, in order, and no longer than Entra's lifetime.
  if (!isUnixSeconds(exp) || !isUnixSeconds(nbf) || !isUnixSeconds(iat)) return "timestamps";
  const lifetimeSeconds = exp - Math.min(nbf, iat, nowSeconds);
  if (nbf >= exp || lifetimeSeconds > maxLifetimeSeconds) return "timestamps";
  if (nowSeconds >= exp + clockSkewSeconds) return "expired";
  if (Math.max(nbf, iat) > nowSeconds + clockSkewSeconds) return "not_yet_valid";
  if (claims.ver !== "2.0") return "version";
  if (!isGuid(tid)) return "tenant_id";
  if (tid === personalTenantId) return "personal_account";
  const issuer = `${policy.authorityHost}/${tid}/v2.0`;
  if (claims.iss !== issuer) return "issuer";
  // A key that Entra uses for one tenant, such as that of personal accounts, must not sign for another.
  if (!key.issuers.some((template) => template.replace("{tenantid}", tid) === issuer)) return "key_issuer";
  // `roles` are no substitute for a scope.
  if (isAppOnly(claims)) return "app_only";
  // The presence of `scp` proves nothing: app-only agent tokens have "" or "/".
  if (typeof scp !== "string" || !scp.split(" ").includes(requiredScope)) return "scope_missing";
  if (!isGuid(claims.azp)) return "client_id";
  // The user is `oid`, never a name or an address, which can be reassigned.
  return isGuid(claims.oid) ? null : "user_id";
}

/** If requested as an optional claim, `acct` is 1 for a guest. Otherwise `idp` names the home tenant. */
export function isGuest({ acct, idp, tid }: SignedToken["claims"]): boolean {
  return acct === undefined ? idp !== undefined && !String(idp).includes(`/${tid}/`) : Number(acct) !== 0;
}

/** Whether an AI agent acts on behalf of the user. An agent that acts as itself violates a rule above. */
export function isAgent({ xms_par_app_azp: parentApp, xms_act_fct: actorFacets }: SignedToken["claims"]): boolean {
  return parentApp !== undefined || claimWords(actorFacets).includes(agentIdentityFacet);
}

/**
 * Roles in `wids` that give nobody rights over others: users, guests, guests with few rights, readers of the directory.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
const harmlessRoles: ReadonlySet<string> = new Set([
  "b79fbf4d-3ef9-4689-8143-76b194e85509",
  "10dae51f-b6af-4016-8d66-8c2a99b929b3",
  "2af84b1e-32c8-42b7-82bc-daa82404023b",
  "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
]);

/**
 * Whether the user has a role in Entra that isn't known to be harmless. Undefined without `wids`, which Entra writes if
 * the Server app's manifest asks for directory roles (`groupMembershipClaims`).
 */
export function isAdmin({ wids }: SignedToken["claims"]): boolean | undefined {
  if (!Array.isArray(wids)) return undefined;
  return wids.some((role) => typeof role !== "string" || !harmlessRoles.has(role.toLowerCase()));
}
