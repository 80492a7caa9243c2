import { compactVerify } from "jose";

import { type Caller, callerSchema } from "#common/caller.ts";

import type { AuthRefusal, AuthRefusalReason, RefusedCaller } from "./auth-refusal.ts";
import type { SigningKey } from "./signing-key-set.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { readJsonObject } from "./strict-json.ts";
import { checkTokenFormat } from "./token-format.ts";
import { brokenRule, claimWords, guid, type TokenPolicy } from "./token-rules.ts";

export type TokenVerdict = { ok: true; caller: Caller; notBeforeSeconds: number } | { ok: false; refusal: AuthRefusal };

export interface TokenValidator {
  /** Never throws for anything that a token can hold. */
  validate(bearerToken: string): Promise<TokenVerdict>;
}

export interface TokenValidatorOptions {
  /** Entra's origin; tokens of another cloud are refused. */
  authorityHost: string;
  /** `AZURE_CLIENT_ID`. */
  audience: string;
  requiredScope: string;
  allowedTenants: readonly string[];
  allowedClients: readonly string[];
  guests?: "allowed" | "refused";
  agents?: "allowed" | "refused";
  signingKeys: SigningKeys;
  /** Unix milliseconds. */
  now: () => number;
}

type Claims = Readonly<Record<string, unknown>>;

const refuse = (reason: AuthRefusalReason, subjectId?: unknown, caller?: RefusedCaller): TokenVerdict => ({
  ok: false,
  refusal: { reason, ...(typeof subjectId === "string" ? { subjectId } : {}), ...(caller && { caller }) },
});

/** A hint for showing, never for deciding: the name may change and be given to somebody else. */
function domainOf(signInName: unknown): { domain?: string } {
  const domain =
    typeof signInName === "string" ? /^[^@\s]{1,100}@([a-z0-9.-]{1,255})$/i.exec(signInName)?.[1] : undefined;
  return domain === undefined ? {} : { domain: domain.toLowerCase() };
}

async function verifiedPayload(token: string, { key }: SigningKey): Promise<Uint8Array | null> {
  try {
    return (await compactVerify(token, key, { algorithms: ["RS256"] })).payload;
  } catch {
    return null;
  }
}

/** Tells the tenant or client that is refused by a list, which its admin needs to get it onto that list. */
function subjectOf(reason: AuthRefusalReason, claims: Claims): unknown {
  if (reason === "tenant_not_allowed") return claims.tid;
  if (reason === "client_not_allowed") return claims.azp;
  return undefined;
}

/** Reasons that are found only after signature, issuer and tenant agree: from there on a token names somebody. */
const namesSomebody: ReadonlySet<AuthRefusalReason> = new Set([
  "tenant_not_allowed",
  "guest_not_allowed",
  "app_only",
  "scope_missing",
  "agent_not_allowed",
  "client_not_allowed",
]);

function refusedCaller(reason: AuthRefusalReason, { tid, oid, azp }: Claims): RefusedCaller | undefined {
  if (!namesSomebody.has(reason)) return undefined;
  const id = (claim: unknown) => (typeof claim === "string" && guid.test(claim) ? claim : undefined);
  return { tenantId: String(tid), userId: id(oid), clientId: id(azp) };
}

function tokenIdOf(id: unknown): { tokenId?: string } {
  return typeof id === "string" && /^[\w-]{1,64}$/.test(id) ? { tokenId: id } : {};
}

function toCaller(claims: Claims): Caller | undefined {
  return callerSchema.safeParse({
    tenantId: claims.tid,
    userId: claims.oid,
    clientId: claims.azp,
    scopes: claimWords(claims.scp),
    expiresAtSeconds: claims.exp,
    ...tokenIdOf(claims.uti),
    ...domainOf(claims.preferred_username),
    understandsClaims: claimWords(claims.xms_cc).some((capability) => capability.toLowerCase() === "cp1"),
  }).data;
}

/**
 * Decides whether a bearer token is an Entra v2.0 access token of a person of a work tenant for this server.
 * Every rule is in `token-format.ts` and `token-rules.ts`; all of them hold, or the token is refused.
 */
export function createTokenValidator(options: TokenValidatorOptions): TokenValidator {
  const { signingKeys, now } = options;
  const policy: TokenPolicy = {
    authorityHost: options.authorityHost,
    audience: options.audience,
    requiredScope: options.requiredScope,
    allowedTenants: new Set(options.allowedTenants),
    allowedClients: new Set(options.allowedClients),
    guests: options.guests ?? "allowed",
    agents: options.agents ?? "refused",
  };

  return {
    async validate(bearerToken) {
      const format = checkTokenFormat(bearerToken);
      if ("reason" in format) return refuse(format.reason);
      const key = await signingKeys.find(format.keyId);
      if (key === "unknown") return refuse("unknown_key");
      if (key === "unavailable") return refuse("keys_unavailable");
      const payload = await verifiedPayload(bearerToken, key);
      if (payload === null) return refuse("signature");
      const claims = readJsonObject(payload);
      if (claims === null) return refuse("malformed_token");
      const reason = brokenRule({ claims, key, nowSeconds: now() / 1000, policy });
      if (reason !== null) return refuse(reason, subjectOf(reason, claims), refusedCaller(reason, claims));
      const caller = toCaller(claims);
      if (caller === undefined) return refuse("malformed_token");
      return { ok: true, caller, notBeforeSeconds: Number(claims.nbf) };
    },
  };
}
