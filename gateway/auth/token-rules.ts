import { personalTenantId } from "#gateway/tenants/tenants-file-schema.ts";
import type { AuthRefusalReason } from "./auth-refusal.ts";
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
  /** Short name of the required scope. */
  requiredScope: string;
}

/** A token with a valid signature. Its claims are not validated yet. */
export interface SignedToken {
  claims: Readonly<Record<string, unknown>>;
  key: SigningKey;
  nowSeconds: number;
  policy: TokenPolicy;
}

type Rule = (token: SignedToken) => AuthRefusalReason | undefined;

const isGuid = (value: unknown): value is string => typeof value === "string" && guid.test(value);
const isUnixSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The values of a claim that Entra writes as one string ("3 9 11") or as a list. */
export function claimWords(value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) => (typeof text === "string" || typeof text === "number" ? String(text).split(" ") : []));
}

const issuerOf = ({ claims, policy }: SignedToken) => `${policy.authorityHost}/${claims.tid}/v2.0`;

/** RFC 8707, RFC 9068 4: the only audience is our client ID. Entra never writes a list here. */
const audience: Rule = ({ claims, policy }) => (claims.aud === policy.audience ? undefined : "audience");

/** RFC 7519 4.1.4 to 4.1.6, stricter: all three in whole seconds, in order, and no longer than Entra's lifetime. */
const timestamps: Rule = ({ claims: { exp, nbf, iat }, nowSeconds }) => {
  if (!isUnixSeconds(exp) || !isUnixSeconds(nbf) || !isUnixSeconds(iat)) return "timestamps";
  const isPlausible =
    nbf < exp && exp - Math.min(nbf, iat) <= maxLifetimeSeconds && exp - nowSeconds <= maxLifetimeSeconds;
  return isPlausible ? undefined : "timestamps";
};

const notExpired: Rule = ({ claims: { exp }, nowSeconds }) =>
  isUnixSeconds(exp) && nowSeconds < exp + clockSkewSeconds ? undefined : "expired";

const alreadyValid: Rule = ({ claims: { nbf, iat }, nowSeconds }) =>
  Math.max(Number(nbf), Number(iat)) <= nowSeconds + clockSkewSeconds ? undefined : "not_yet_valid";

const version: Rule = ({ claims }) => (claims.ver === "2.0" ? undefined : "version");

const tenantId: Rule = ({ claims }) => (isGuid(claims.tid) ? undefined : "tenant_id");

const workAccount: Rule = ({ claims }) => (claims.tid === personalTenantId ? "personal_account" : undefined);

const issuer: Rule = (token) => (token.claims.iss === issuerOf(token) ? undefined : "issuer");

/** A key that Entra uses for one tenant, such as that of personal accounts, must not sign for another. */
const keyIssuer: Rule = (token) => {
  const expected = issuerOf(token);
  const signsForIssuer = token.key.issuers.some((template) => {
    return template.replace("{tenantid}", String(token.claims.tid)) === expected;
  });
  return signsForIssuer ? undefined : "key_issuer";
};

/** An app that acts as itself has no user whose rights could limit it. `roles` are no substitute for a scope. */
const person: Rule = ({ claims: { idtyp, xms_sub_fct: subjectFacets } }) => {
  if (idtyp !== undefined && idtyp !== "user") return "app_only";
  const facets = claimWords(subjectFacets);
  return facets.includes(agentIdentityFacet) || facets.includes(agentUserFacet) ? "app_only" : undefined;
};

/** The presence of `scp` proves nothing: app-only agent tokens have "" or "/". */
const scope: Rule = ({ claims: { scp }, policy }) =>
  typeof scp === "string" && scp.split(" ").includes(policy.requiredScope) ? undefined : "scope_missing";

const clientId: Rule = ({ claims }) => (isGuid(claims.azp) ? undefined : "client_id");

/** The user is `oid`, never a name or an address, which can be reassigned. */
const userId: Rule = ({ claims }) => (isGuid(claims.oid) ? undefined : "user_id");

/**
 * All rules for a token with a valid signature, in order: first whether it is for this server and valid at all, then
 * whose it is. Whether that caller is admitted is decided by `policy-refusal.ts`.
 * https://learn.microsoft.com/entra/identity-platform/claims-validation
 */
const rules: readonly Rule[] = [
  audience,
  timestamps,
  notExpired,
  alreadyValid,
  version,
  tenantId,
  workAccount,
  issuer,
  keyIssuer,
  person,
  scope,
  clientId,
  userId,
];

/** The first rule that the token violates, or null. */
export function brokenRule(token: SignedToken): AuthRefusalReason | null {
  for (const rule of rules) {
    const reason = rule(token);
    if (reason !== undefined) return reason;
  }
  return null;
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
