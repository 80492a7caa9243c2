import { type CryptoKey, importJWK } from "jose";
import { z } from "zod";

import { keyIdPattern } from "./token-format.ts";

export interface SigningKey {
  key: CryptoKey;
  /** Issuers whose tokens the key may sign. `{tenantid}` stands for any tenant. */
  issuers: readonly string[];
}

const maxKeys = 200;
const minModulusBits = 2048;

const keySetSchema = z.object({ keys: z.array(z.unknown()).max(maxKeys) });

/** The members that are used. Certificates and URLs of a key are ignored. */
const keySchema = z.object({
  kty: z.literal("RSA"),
  use: z.literal("sig"),
  alg: z.literal("RS256").optional(),
  kid: z.string().regex(keyIdPattern),
  n: z.string().refine((modulus) => modulusBits(modulus) >= minModulusBits),
  // 65537, as in all Entra keys. Empty or tiny exponents would be imported too, and are easy to forge signatures for.
  e: z.literal("AQAB"),
  issuer: z.string().min(1),
});

type PublishedKey = z.infer<typeof keySchema>;

function modulusBits(modulus: string): number {
  const bytes = Buffer.from(modulus, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}

/** If two different keys have the same ID, neither is used. */
function groupByKeyId(published: readonly PublishedKey[]): Map<string, PublishedKey[]> {
  const groups = Map.groupBy(published, (key) => key.kid);
  for (const [kid, keys] of groups) {
    if (keys.some(({ n }) => n !== keys[0]?.n)) groups.delete(kid);
  }
  return groups;
}

async function importKey({ kty, n, e }: PublishedKey): Promise<CryptoKey | null> {
  try {
    const key = await importJWK({ kty, n, e }, "RS256");
    return key instanceof Uint8Array ? null : key;
  } catch {
    return null;
  }
}

/**
 * Parses a JSON Web Key Set (RFC 7517) as Entra publishes it, with an `issuer` per key. Keys that are not RS256 with at
 * least 2048 bits, or have no issuer, are left out.
 * @throws if the text is not a key set, or none of its keys is usable
 */
export async function readSigningKeySet(text: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { keys } = keySetSchema.parse(JSON.parse(text));
  const usable = keys.flatMap((key) => keySchema.safeParse(key).data ?? []);
  const set = new Map<string, SigningKey>();
  for (const [kid, [first, ...others]] of groupByKeyId(usable)) {
    const key = first === undefined ? null : await importKey(first);
    if (first !== undefined && key !== null) set.set(kid, { key, issuers: [first, ...others].map((k) => k.issuer) });
  }
  if (set.size === 0) throw new Error("The key set has no usable key.");
  return set;
}
