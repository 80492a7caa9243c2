import { personalTenantId } from "#gateway/tenants/personal-tenant.ts";
import type { AuthRefusalReason } from "./auth-refusal.ts";
import type { SigningKey } from "./signing-key-set.ts";

/** How far the clocks of Entra and this machine may differ. */
export const clockSkewSeconds = 60;
/** The longest life of an Entra token is 28 h (continuous access evaluation); a longer one is not Entra's. */
const maxLifetimeSeconds = 48 * 3600;
export const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Facets of `xms_act_fct` and `xms_sub_fct`: https://learn.microsoft.com/entra/agent-id/agent-token-claims */
const agentIdentityFacet = "11";
const agentUserFacet = "13";

export interface TokenPolicy {
  /** Entra's origin: the beginning of every issuer. */
  authorityHost: string;
  /** The Server app's client id. */
  audience: string;
  /** The short name of the scope that a token must have. */
  requiredScope: string;
}

/** A token whose signature is good. Its claims are still anybody's. */
export interface SignedToken {
  claims: Readonly<Record<string, unknown>>;
  key: SigningKey;
  nowSeconds: number;
  policy: TokenPolicy;
}

type Rule = (token: SignedToken) => AuthRefusalReason | undefined;

const isGuid = (value: unknown): value is string => typeof value === "string" && guid.test(value);
const isUnixSeconds = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The words of a claim that Entra writes as one text ("3 9 11") or as a list. */
export function claimWords(value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) => (typeof text === "string" || typeof text === "number" ? String(text).split(" ") : []));
}

const issuerOf = ({ claims, policy }: SignedToken) => `${policy.authorityHost}/${claims.tid}/v2.0`;

/** RFC 8707, RFC 9068 4: exactly one audience, and it is us by our client id. A list of one is not Entra's. */
const audience: Rule = ({ claims, policy }) => (claims.aud === policy.audience ? undefined : "audience");

/** RFC 7519 4.1.4 to 4.1.6, stricter: whole seconds, all three, in order, and no longer life than Entra gives. */
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

/** A key that Entra uses for one tenant (personal accounts have their own) must not sign for another. */
const keyIssuer: Rule = (token) => {
  const expected = issuerOf(token);
  const signsForIssuer = token.key.issuers.some((template) => {
    return template.replace("{tenantid}", String(token.claims.tid)) === expected;
  });
  return signsForIssuer ? undefined : "key_issuer";
};

/** An app that acts as itself has no person whose rights could bound it; `roles` are no substitute for a scope. */
const person: Rule = ({ claims: { idtyp, xms_sub_fct: subjectFacets } }) => {
  if (idtyp !== undefined && idtyp !== "user") return "app_only";
  const facets = claimWords(subjectFacets);
  return facets.includes(agentIdentityFacet) || facets.includes(agentUserFacet) ? "app_only" : undefined;
};

/** `scp` alone proves nothing: app-only agent tokens carry "" or "/". */
const scope: Rule = ({ claims: { scp }, policy }) =>
  typeof scp === "string" && scp.split(" ").includes(policy.requiredScope) ? undefined : "scope_missing";

const clientId: Rule = ({ claims }) => (isGuid(claims.azp) ? undefined : "client_id");

/** Who the person is: `oid`, never a name or an address, which can be given to somebody else. */
const userId: Rule = ({ claims }) => (isGuid(claims.oid) ? undefined : "user_id");

/**
 * Every rule that a token with a good signature must pass, in order: first whether it is for us and valid at all,
 * then whose it is. Whether we want that caller is not the token's matter: `policy-refusal.ts`.
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

/** The first rule that the token breaks, or null. */
export function brokenRule(token: SignedToken): AuthRefusalReason | null {
  for (const rule of rules) {
    const reason = rule(token);
    if (reason !== undefined) return reason;
  }
  return null;
}

/** Entra writes `acct` 1 for a guest where asked for, and else names the home tenant in `idp`. */
export function isGuest({ acct, idp, tid }: SignedToken["claims"]): boolean {
  return acct === undefined ? idp !== undefined && !String(idp).includes(`/${tid}/`) : Number(acct) !== 0;
}

/** Whether an AI agent acts for the person. An agent that acts as itself breaks a rule above. */
export function isAgent({ xms_par_app_azp: parentApp, xms_act_fct: actorFacets }: SignedToken["claims"]): boolean {
  return parentApp !== undefined || claimWords(actorFacets).includes(agentIdentityFacet);
}
