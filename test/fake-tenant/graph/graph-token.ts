import { createHash } from "node:crypto";
import { compactVerify, errors } from "jose";
import { peekClaims, readableToken } from "#test/fake-tenant/entra/issue-tokens.ts";
import { graphAppId } from "#test/fake-tenant/world/apps.ts";
import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";
import { GraphRefusal } from "./graph-refusal.ts";

export interface GraphCaller {
  tenant: TenantRecord;
  user: UserRecord;
  appId: string;
  scopes: ReadonlySet<string>;
}

interface ReadToken {
  sha256: string;
  claims: Record<string, unknown> | null;
  scopes: ReadonlySet<string>;
  /** undefined = not looked at yet. */
  signatureValid: boolean | undefined;
}

export interface TokenReader {
  /** Reads a bearer token once and remembers it; null without one. */
  read(authorization: string | undefined): ReadToken | null;
  /** Who may act with this token now; refuses with 401. */
  verify(authorization: string | undefined): Promise<GraphCaller>;
}

const maxTokensKept = 20_000;

const challenge = (extra = "") => ({
  "www-authenticate":
    `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ` +
    `client_id="${graphAppId}"${extra}`,
});

const invalidToken = (message: string) =>
  new GraphRefusal(401, "InvalidAuthenticationToken", message, { headers: challenge() });

/** 401 insufficient_claims, as continuous access evaluation sends it. */
export function claimsChallenge(claims: string): GraphRefusal {
  const encoded = Buffer.from(claims).toString("base64");
  return new GraphRefusal(
    401,
    "InvalidAuthenticationToken",
    "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: " +
      "TokenCreatedWithOutdatedPolicies",
    { headers: challenge(`, error="insufficient_claims", claims="${encoded}"`) },
  );
}

/** The claims that ask for a sign-in after this second. */
export const freshSignInClaims = (seconds: number): string =>
  JSON.stringify({ access_token: { nbf: { essential: true, value: String(seconds) } } });

/**
 * Graph's own check of its tokens: signature, audience, time, tenant and user; the state of the account is looked at on
 * every request.
 */
export function createTokenReader(world: World): TokenReader {
  const known = new Map<string, ReadToken>();

  const read: TokenReader["read"] = (authorization) => {
    const token = bearer(authorization);
    if (token === null) return null;
    const seen = known.get(token);
    if (seen !== undefined) return seen;
    const claims = peekClaims(readableToken(token));
    const made: ReadToken = {
      sha256: createHash("sha256").update(token).digest("hex"),
      claims,
      scopes: new Set(String(claims?.scp ?? "").split(" ")),
      signatureValid: undefined,
    };
    if (known.size >= maxTokensKept) known.clear();
    known.set(token, made);
    return made;
  };

  return {
    read,
    async verify(authorization) {
      const token = read(authorization);
      if (token === null) throw invalidToken("Access token is empty.");
      const { claims } = token;
      if (claims === null) throw invalidToken("CompactToken parsing failed with error code: 80049217");
      token.signatureValid ??= await signatureIsValid(world, readableToken(bearer(authorization) ?? ""));
      if (!token.signatureValid) throw invalidToken("Access token validation failure. Invalid signature.");
      return callerOf(world, claims, token.scopes);
    },
  };
}

function bearer(authorization: string | undefined): string | null {
  const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
  return token === undefined ? null : token;
}

async function signatureIsValid(world: World, token: string): Promise<boolean> {
  try {
    await compactVerify(
      token,
      ({ kid }) => {
        const key = world.keys.find(kid ?? "");
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key.publicKey;
      },
      { algorithms: ["RS256"] },
    );
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

function callerOf(world: World, claims: Record<string, unknown>, scopes: ReadonlySet<string>): GraphCaller {
  const { aud, exp, nbf, tid, oid, iss, appid } = claims;
  if (aud !== graphAppId) throw invalidToken("Access token validation failure. Invalid audience.");
  const now = nowSeconds(world);
  if (typeof exp !== "number" || exp <= now) throw invalidToken("Lifetime validation failed, the token is expired.");
  if (typeof nbf === "number" && nbf > now + 300)
    throw invalidToken("Lifetime validation failed, the token is not yet valid.");
  const tenant = world.directory.tenants.get(String(tid));
  if (tenant === undefined || tenant.suspended || iss !== `https://sts.windows.net/${tenant.id}/`) {
    throw invalidToken("Access token validation failure. Invalid issuer.");
  }
  const user = world.directory.findUser(tenant.id, String(oid));
  if (user === undefined) throw invalidToken("The identity of the calling user could not be found.");
  checkContinuousAccess(user, claims);
  return { tenant, user, appId: String(appid), scopes };
}

/**
 * Only tokens of cp1 clients react to a revocation at once; others live on until they expire, as Microsoft documents
 * it.
 */
function checkContinuousAccess(user: UserRecord, claims: Record<string, unknown>): void {
  const capabilities = claims.xms_cc;
  if (!Array.isArray(capabilities) || !capabilities.some((value) => String(value).toLowerCase() === "cp1")) return;
  const signedInAt = Number(claims.auth_time ?? claims.iat);
  if (user.accountEnabled && signedInAt >= user.revokedBeforeSeconds) return;
  throw claimsChallenge(freshSignInClaims(user.revokedBeforeSeconds));
}
