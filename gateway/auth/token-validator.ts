import { hash } from "node:crypto";
import { compactVerify } from "jose";
import { LRUCache } from "lru-cache";
import { type Caller, callerSchema } from "#common/call.ts";
import type { TenantMemory } from "#common/off-boarding.ts";
import { atMost } from "#common/once-per-window.ts";
import { createSingleFlight } from "#common/single-flight.ts";
import type { AuthRefusal, AuthRefusalReason, RefusedCaller } from "./auth-refusal.ts";
import type { SigningKey, SigningKeys } from "./signing-keys.ts";
import { checkTokenFormat, readJsonObject } from "./token-format.ts";
import {
  brokenRule,
  claimWords,
  clockSkewSeconds,
  guid,
  isAdmin,
  isAgent,
  isGuest,
  type TokenPolicy,
} from "./token-rules.ts";

/** A valid token. Whether its caller is admitted is decided by `policy-refusal.ts`. */
export interface AcceptedToken {
  ok: true;
  caller: Caller;
  notBeforeSeconds: number;
  /** Whether the user is a guest from another tenant. */
  isGuest: boolean;
  /** Whether an AI agent acts on behalf of the user. */
  isAgent: boolean;
  /** Whether the user has an admin role in Entra; undefined where the token doesn't tell. */
  isAdmin: boolean | undefined;
}

export type TokenValidation = AcceptedToken | { ok: false; refusal: AuthRefusal };

export interface TokenValidator {
  /** Never rejects, whatever the token contains. */
  validate(bearerToken: string): Promise<TokenValidation>;
}

export interface TokenValidatorOptions extends TokenPolicy {
  signingKeys: SigningKeys;
  /** Unix milliseconds. */
  now: () => number;
}

type Claims = Readonly<Record<string, unknown>>;

const refuse = (reason: AuthRefusalReason, caller?: RefusedCaller): TokenValidation => ({
  ok: false,
  refusal: { reason, ...(caller && { caller }) },
});

/** Domain for display only, never for decisions: the name may change and be reassigned. */
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

/** Reasons that are found only after signature, issuer and tenant agree, so that the token identifies a user. */
const identifiesUser: ReadonlySet<AuthRefusalReason> = new Set(["app_only", "scope_missing"]);

function refusedCaller(reason: AuthRefusalReason, { tid, oid, azp }: Claims): RefusedCaller | undefined {
  if (!identifiesUser.has(reason)) return undefined;
  const id = (claim: unknown) => (typeof claim === "string" && guid.test(claim) ? claim : undefined);
  return { tenantId: String(tid), userId: id(oid), clientId: id(azp) };
}

function tokenIdOf(id: unknown): { tokenId?: string } {
  return typeof id === "string" && /^[\w-]{1,64}$/.test(id) ? { tokenId: id } : {};
}

/** Values of app roles have no spaces: learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps */
function rolesOf(roles: unknown): { roles?: string[] } {
  const named = Array.isArray(roles)
    ? roles.filter((role) => typeof role === "string" && /^\S{1,120}$/.test(role))
    : [];
  return named.length === 0 ? {} : { roles: named.slice(0, 100) };
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
    ...rolesOf(claims.roles),
    understandsClaims: claimWords(claims.xms_cc).some((capability) => capability.toLowerCase() === "cp1"),
  }).data;
}

/**
 * Decides whether a bearer token is an Entra v2.0 access token for this server, of a user of a work or school tenant.
 * The rules are in `token-format.ts` and `token-rules.ts`; a token that violates one of them is refused.
 */
export function createTokenValidator(options: TokenValidatorOptions): TokenValidator {
  const { signingKeys, now, ...policy } = options;
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
      if (reason !== null) return refuse(reason, refusedCaller(reason, claims));
      const caller = toCaller(claims);
      if (caller === undefined) return refuse("malformed_token");
      const notBeforeSeconds = Number(claims.nbf);
      const kind = { isGuest: isGuest(claims), isAgent: isAgent(claims), isAdmin: isAdmin(claims) };
      return { ok: true, caller, notBeforeSeconds, ...kind };
    },
  };
}

/** Long enough for the calls of one conversation turn, short enough for a withdrawn signing key. */
const maxAgeMs = 60_000;
const maxTokens = 20_000;

/**
 * Caches valid tokens for at most 60 s, by their SHA-256 only; their times are checked at each use. Requests with a
 * token that is being validated wait for that validation. Refusals are not cached, so invalid tokens don't displace
 * valid ones, and are accepted once the cause is gone. The policy of a tenant is not part of the cached result; but
 * tokens of a tenant that may not call aren't cached.
 */
export function createVerifiedTokenCache(options: {
  validator: TokenValidator;
  isEnabled: (tenantId: string) => boolean;
  now: () => number;
}): TokenValidator & TenantMemory {
  const { validator, isEnabled, now } = options;
  const accepted = new LRUCache<string, { validation: AcceptedToken; keptUntilMs: number }>(atMost(maxTokens));
  const validations = createSingleFlight<TokenValidation>();

  function find(digest: string): AcceptedToken | undefined {
    const entry = accepted.get(digest);
    if (entry === undefined) return undefined;
    const nowMs = now();
    const { validation, keptUntilMs } = entry;
    const isInTime =
      nowMs < (validation.caller.expiresAtSeconds + clockSkewSeconds) * 1000 &&
      nowMs >= (validation.notBeforeSeconds - clockSkewSeconds) * 1000;
    if (isInTime && nowMs < keptUntilMs) return validation;
    accepted.delete(digest);
    return undefined;
  }

  async function validate(digest: string, bearerToken: string): Promise<TokenValidation> {
    const validation = await validator.validate(bearerToken);
    if (validation.ok && isEnabled(validation.caller.tenantId)) {
      accepted.set(digest, { validation, keptUntilMs: now() + maxAgeMs });
    }
    return validation;
  }

  return {
    what: "checked_token",
    forget(tenantIds) {
      const theirs = [...accepted.entries()].filter(([, { validation }]) => tenantIds.has(validation.caller.tenantId));
      for (const [digest] of theirs) accepted.delete(digest);
      return theirs.length;
    },
    async validate(bearerToken) {
      const digest = hash("sha256", bearerToken, "base64url");
      return find(digest) ?? (await validations.run(digest, () => validate(digest, bearerToken)));
    },
  };
}
