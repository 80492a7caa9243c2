import { createHash, createHmac, type KeyObject, randomBytes, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";
import { graphAppId } from "#test/fake-tenant/world/apps.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import type { SigningKey } from "#test/fake-tenant/world/signing-keys.ts";
import { nowSeconds, type World } from "#test/fake-tenant/world/world.ts";

/** A pairwise subject, as Entra gives one per application. */
function subjectFor(userId: string, appId: string): string {
  return createHash("sha256").update(`sub:${userId}:${appId}`).digest("base64url");
}

/**
 * When a sign-in of this user happens, in whole seconds: a sign-in after a revocation counts as later than it, even
 * within the same second.
 */
export function signInTime(world: World, user: UserRecord): number {
  return Math.max(nowSeconds(world), user.revokedBeforeSeconds);
}

const tokenId = () => randomBytes(16).toString("base64url");

/** The claims of a flawless v2.0 access token for the Server app. */
export function serverTokenClaims(world: World, user: UserRecord, clientId: string): Record<string, unknown> {
  const now = nowSeconds(world);
  const appId = world.apps.server.clientId;
  return {
    aud: appId,
    iss: `${world.endpoints.authorityHost}/${user.tenantId}/v2.0`,
    iat: signInTime(world, user),
    nbf: now,
    exp: now + 4500,
    aio: randomBytes(24).toString("base64"),
    azp: clientId,
    azpacr: "0",
    idtyp: "user",
    name: user.displayName,
    oid: user.id,
    preferred_username: user.userPrincipalName,
    rh: `1.${randomBytes(18).toString("base64url")}.`,
    scp: world.apps.server.scopeName,
    sid: randomUUID(),
    sub: subjectFor(user.id, appId),
    tid: user.tenantId,
    uti: tokenId(),
    ver: "2.0",
    ...(user.homeTenantId === null ? {} : { idp: `https://sts.windows.net/${user.homeTenantId}/`, acct: 1 }),
  };
}

/**
 * The claims that the registration of the Server app lets Entra issue: optional ones only where it asks for them
 * (https://learn.microsoft.com/entra/identity-platform/optional-claims-reference), and a v1.0 token where it does not
 * ask for version 2 (https://learn.microsoft.com/entra/identity-platform/access-tokens).
 */
export function issuedClaims(world: World, user: UserRecord, claims: Record<string, unknown>): Record<string, unknown> {
  const { application } = world.apps.server;
  const asked = application.optionalClaims?.accessToken ?? [];
  const isAsked = (name: string) => asked.some((claim) => claim.name === name);
  const marksUsers = asked.some(({ additionalProperties }) => additionalProperties?.includes("include_user_token"));
  const { idtyp, acct, xms_cc: capabilities, ...rest } = claims;
  const issued = {
    ...rest,
    ...(isAsked("idtyp") && marksUsers ? { idtyp } : {}),
    ...(isAsked("acct") ? { acct: acct ?? 0 } : {}),
    ...(isAsked("xms_cc") && capabilities !== undefined ? { xms_cc: capabilities } : {}),
  };
  return application.api?.requestedAccessTokenVersion === 2 ? issued : asVersion1(world, user, issued);
}

/** The same as a v1.0 token: sts.windows.net, appid, an ID URI as audience. */
function asVersion1(
  world: World,
  user: UserRecord,
  { azp, azpacr, preferred_username: name, ...claims }: Record<string, unknown>,
): Record<string, unknown> {
  return {
    ...claims,
    aud: world.apps.server.identifierUris[0],
    iss: `https://sts.windows.net/${user.tenantId}/`,
    appid: azp,
    appidacr: "0",
    upn: name,
    ver: "1.0",
  };
}

interface GraphTokenOptions {
  scopes: readonly string[];
  /** Whether the client declared cp1. */
  continuousAccess: boolean;
  lifetimeSeconds: number;
  /** When the user signed in, for revocation. */
  signedInAtSeconds: number;
}

/** The claims of a Graph access token, which is v1-shaped whatever endpoint issued it. */
export function graphTokenClaims(world: World, user: UserRecord, options: GraphTokenOptions): Record<string, unknown> {
  const now = nowSeconds(world);
  return {
    aud: graphAppId,
    iss: `https://sts.windows.net/${user.tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + options.lifetimeSeconds,
    acct: user.userType === "Guest" ? 1 : 0,
    acr: "1",
    amr: ["pwd", "mfa"],
    app_displayname: world.apps.server.displayName,
    appid: world.apps.server.clientId,
    appidacr: "1",
    auth_time: options.signedInAtSeconds,
    idtyp: "user",
    ipaddr: "203.0.113.7",
    name: user.displayName,
    oid: user.id,
    platf: "5",
    rh: `1.${randomBytes(18).toString("base64url")}.`,
    scp: options.scopes.join(" "),
    sub: subjectFor(user.id, graphAppId),
    tid: user.tenantId,
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
    uti: tokenId(),
    ver: "1.0",
    wids: [],
    ...(options.continuousAccess ? { xms_cc: ["CP1"] } : {}),
  };
}

/** The claims of an id token for a client. */
export function idTokenClaims(
  world: World,
  user: UserRecord,
  clientId: string,
  nonce: string | null,
): Record<string, unknown> {
  const now = nowSeconds(world);
  return {
    aud: clientId,
    iss: `${world.endpoints.authorityHost}/${user.tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3600,
    name: user.displayName,
    oid: user.id,
    preferred_username: user.userPrincipalName,
    sub: subjectFor(user.id, clientId),
    tid: user.tenantId,
    uti: tokenId(),
    ver: "2.0",
    ...(nonce === null ? {} : { nonce }),
  };
}

/** The work key that signs now. */
export function currentKey(world: World): SigningKey {
  const [key] = world.keys.work();
  if (key === undefined) throw new Error("Every work key was removed: rotate first.");
  return key;
}

/** Signs claims as Entra does. */
export function signToken(key: SigningKey, claims: Record<string, unknown>): Promise<string> {
  return craftJws({
    header: { typ: "JWT", alg: "RS256", kid: key.kid, x5t: key.kid },
    payload: claims,
    algorithm: "RS256",
    key: key.privateKey,
  });
}

/** MSAL's `client_info`. */
export function clientInfo(user: UserRecord): string {
  return Buffer.from(JSON.stringify({ uid: user.id, utid: user.tenantId })).toString("base64url");
}

const signAsync = promisify<string, Buffer, KeyObject, Buffer>(sign);

export type JwsAlgorithm = "RS256" | "HS256" | "none";

interface JwsParts {
  /** Written as given, so it may lie about the algorithm; raw JSON text for headers that no object can express. */
  header: Record<string, unknown> | string;
  /** An object, or raw JSON text for payloads that no object can express (doubled keys, 1e400). */
  payload: Record<string, unknown> | string;
  /** The algorithm really used. */
  algorithm: JwsAlgorithm;
  /** The private key; for HS256 the bytes of the secret. */
  key: KeyObject | Buffer;
}

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A compact JWS exactly as asked for, honest or not. */
export async function craftJws({ header, payload, algorithm, key }: JwsParts): Promise<string> {
  const signingInput = `${encode(header)}.${encode(payload)}`;
  return `${signingInput}.${(await signature(signingInput, algorithm, key)).toString("base64url")}`;
}

async function signature(input: string, algorithm: JwsAlgorithm, key: KeyObject | Buffer): Promise<Buffer> {
  if (algorithm === "none") return Buffer.alloc(0);
  if (algorithm === "HS256")
    return createHmac("sha256", key as Buffer)
      .update(input)
      .digest();
  return signAsync("sha256", Buffer.from(input), key as KeyObject);
}

/** A token's payload without any check, or null: only to say who a request claims to be from. */
export function peekClaims(token: string): Record<string, unknown> | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** How Microsoft's own opaque tokens begin; no JWT does. */
const mark = "EwB";

/**
 * A token that its client can't read: "your application can't assume that it can read access tokens for Microsoft
 * Graph" (https://learn.microsoft.com/entra/identity-platform/access-tokens). Here it is only in another alphabet.
 */
export const opaqueToken = (jwt: string): string => mark + Buffer.from(jwt).toString("base64url");

/** The JWT in an opaque token, for the resource that it is meant for; any other token as it is. */
export function readableToken(token: string): string {
  return token.startsWith(mark) ? Buffer.from(token.slice(mark.length), "base64url").toString() : token;
}
