import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A signing key of a make-believe Entra, and how the key set shows it. */
export interface SignerKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: Record<string, unknown>;
}

export const authorityHost = "https://login.microsoftonline.com";
export const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
export const anyTenant = `${authorityHost}/{tenantid}/v2.0`;

export function guidOf(number: number, group = "0000"): string {
  return `${number.toString(16).padStart(8, "0")}-${group}-4000-8000-000000000000`;
}

export const serverApp = guidOf(0x5e, "aaaa");
export const clientApp = guidOf(0xc1, "bbbb");
export const tenant = guidOf(0x7e, "cccc");
export const user = guidOf(0x0d, "dddd");

/** Tests stand at this moment unless they move the clock. Unix seconds. */
export const testTime = 1_795_600_000;

export function createSignerKey(kid: string, issuer: string = anyTenant, bits = 2048): SignerKey {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return { kid, privateKey, publicKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", issuer } };
}

/** The claims of a flawless access token of a person. */
export function goodClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const tid = changes.tid ?? tenant;
  return {
    aud: serverApp,
    iss: `${authorityHost}/${tid}/v2.0`,
    iat: testTime,
    nbf: testTime,
    exp: testTime + 4500,
    azp: clientApp,
    azpacr: "0",
    idtyp: "user",
    name: "Adele Vance",
    oid: user,
    preferred_username: "adele@contoso.example",
    scp: "access_as_user",
    sub: "pairwise-subject",
    tid: tenant,
    uti: "token-id",
    ver: "2.0",
    ...changes,
  };
}

function encode(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString("base64url");
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** Signs whatever it is told to, with whatever header. A claim of `undefined` is left out. */
export function signToken(
  key: SignerKey,
  payload: Record<string, unknown> | string | Buffer,
  header: Record<string, unknown> = {},
): string {
  const input = `${encode({ typ: "JWT", alg: "RS256", kid: key.kid, ...header })}.${encode(payload)}`;
  return `${input}.${sign("sha256", Buffer.from(input), key.privateKey).toString("base64url")}`;
}

/** A token whose signature is an HMAC over any bytes: what a server does that takes a public key for a secret. */
export function hmacToken(secret: string | Buffer, header: Record<string, unknown>): string {
  const input = `${encode(header)}.${encode(goodClaims())}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
