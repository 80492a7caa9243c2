import type { AuthRefusalReason } from "./auth-refusal.ts";
import type { SigningKey } from "./signing-key-set.ts";

/** How far the clocks of Entra and this machine may differ. */
export const clockSkewSeconds = 60;
/** The longest life of an Entra token is 28 h (continuous access evaluation); a longer one is not Entra's. */
const maxLifetimeSeconds = 48 * 3600;
/** The tenant of all personal Microsoft accounts. */
const personalTenantId = "9188040d-6c67-4c5b-b112-36a304b66dad";
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
  /** Tenant ids; empty = every work tenant. */
  allowedTenants: ReadonlySet<string>;
  /** Client app ids; empty = every client that got the scope. */
  allowedClients: ReadonlySet<string>;
  /** People of another tenant who were invited into this one. */
  guests: "allowed" | "refused";
  /** AI agents that act for a person. Agents that act as themselves are never accepted. */
  agents: "allowed" | "refused";
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

const allowedTenant: Rule = ({ claims, policy: { allowedTenants } }) =>
  allowedTenants.size === 0 || allowedTenants.has(String(claims.tid)) ? undefined : "tenant_not_allowed";

/** Entra writes `acct` 1 for a guest where asked for, and else names the home tenant in `idp`. */
const guest: Rule = ({ claims: { acct, idp, tid }, policy }) => {
  const isGuest = acct === undefined ? idp !== undefined && !String(idp).includes(`/${tid}/`) : Number(acct) !== 0;
  return isGuest && policy.guests === "refused" ? "guest_not_allowed" : undefined;
};

/** An app that acts as itself has no person whose rights could bound it; `roles` are no substitute for a scope. */
const person: Rule = ({ claims: { idtyp, xms_sub_fct: subjectFacets } }) => {
  if (idtyp !== undefined && idtyp !== "user") return "app_only";
  const facets = claimWords(subjectFacets);
  return facets.includes(agentIdentityFacet) || facets.includes(agentUserFacet) ? "agent_not_allowed" : undefined;
};

/** `scp` alone proves nothing: app-only agent tokens carry "" or "/". */
const scope: Rule = ({ claims: { scp }, policy }) =>
  typeof scp === "string" && scp.split(" ").includes(policy.requiredScope) ? undefined : "scope_missing";

const agent: Rule = ({ claims, policy }) => {
  const isAgent = claims.xms_par_app_azp !== undefined || claimWords(claims.xms_act_fct).includes(agentIdentityFacet);
  return isAgent && policy.agents === "refused" ? "agent_not_allowed" : undefined;
};

const clientId: Rule = ({ claims }) => (isGuid(claims.azp) ? undefined : "client_id");

const allowedClient: Rule = ({ claims, policy: { allowedClients } }) =>
  allowedClients.size === 0 || allowedClients.has(String(claims.azp)) ? undefined : "client_not_allowed";

/** Who the person is: `oid`, never a name or an address, which can be given to somebody else. */
const userId: Rule = ({ claims }) => (isGuid(claims.oid) ? undefined : "user_id");

/**
 * Every rule that a token with a good signature must pass, in order: first whether it is for us and valid at all,
 * then whose it is, then whether we want that caller.
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
  allowedTenant,
  guest,
  person,
  scope,
  agent,
  clientId,
  allowedClient,
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
