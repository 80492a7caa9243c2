import { constants, createHmac, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

const signAsync = promisify<string, Buffer, { key: KeyObject; padding?: number; saltLength?: number }, Buffer>(sign);

export type JwsAlgorithm = "RS256" | "RS384" | "RS512" | "PS256" | "ES256" | "HS256" | "none";

export interface JwsParts {
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
  const digest = `sha${algorithm.slice(2)}`;
  const privateKey = key as KeyObject;
  if (algorithm === "PS256") {
    return signAsync(digest, Buffer.from(input), {
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    });
  }
  return signAsync(digest, Buffer.from(input), { key: privateKey });
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
