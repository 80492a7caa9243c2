import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import type { SealingKey, SealingKeys } from "#common/settings.ts";

const none = Buffer.alloc(0);

/**
 * Derives a key for one purpose from a key of the ring: 32 bytes by HKDF-SHA256 (RFC 5869) with the purpose in its
 * info, so that a value of one purpose is useless for another. A KeyObject, because Node's ciphers and HMACs accept one
 * five times as fast as bytes.
 */
export function deriveKey(key: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync("sha256", key, none, `m365-connector/1/${purpose}`, 32)));
}

const format = 1;
const nonceLength = 12;
const tagLength = 16;

/** What a sealed value is bound to: each field in clear beside it, and what both ends know. */
export type SealContext = readonly (string | number | boolean)[];

export interface Envelope {
  /** AES-256-GCM over the bytes, one part after the other: format, key id, nonce, ciphertext, tag. */
  seal(context: SealContext, ...plaintext: readonly Uint8Array[]): Buffer;
  /** The same in parts, without the copy that joins them. */
  sealInParts(context: SealContext, ...plaintext: readonly Uint8Array[]): Buffer[];
  /** The bytes, or undefined when they were not sealed by one of our keys for exactly this context. */
  open(context: SealContext, sealed: Uint8Array): Buffer | undefined;
}

/** A JSON array has only one reading, so two contexts never have the same bytes. */
function additionalData(context: SealContext): Buffer {
  return Buffer.from(JSON.stringify(["m365", format, ...context]));
}

/**
 * Seals and opens values of one purpose (a request id, or a fixed word), with keys derived for it from the ring: a
 * value of one purpose can't be opened for another.
 */
export function createEnvelope(ring: SealingKeys, purpose: string): Envelope {
  const derived = new Map<string, KeyObject>();

  function derive({ id, key }: SealingKey): KeyObject {
    const known = derived.get(id);
    if (known !== undefined) return known;
    const made = deriveKey(key, purpose);
    derived.set(id, made);
    return made;
  }

  function sealInParts(context: SealContext, ...plaintext: readonly Uint8Array[]): Buffer[] {
    const [first] = ring;
    const keyId = Buffer.from(first.id, "latin1");
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv("aes-256-gcm", derive(first), nonce);
    cipher.setAAD(additionalData(context));
    const header = Buffer.from([format, keyId.length]);
    const sealed = plaintext.map((part) => cipher.update(part));
    // GCM has no output here, but only then the tag.
    cipher.final();
    return [Buffer.concat([header, keyId, nonce]), ...sealed, cipher.getAuthTag()];
  }

  function open(context: SealContext, sealed: Uint8Array): Buffer | undefined {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const keyIdLength = bytes[1] ?? 0;
    const nonceStart = 2 + keyIdLength;
    const bodyStart = nonceStart + nonceLength;
    const tagStart = bytes.length - tagLength;
    if (bytes[0] !== format || tagStart < bodyStart) return undefined;
    const keyId = bytes.toString("latin1", 2, nonceStart);
    const key = ring.find(({ id }) => id === keyId);
    if (key === undefined) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", derive(key), bytes.subarray(nonceStart, bodyStart));
    decipher.setAAD(additionalData(context));
    decipher.setAuthTag(bytes.subarray(tagStart));
    try {
      const opened = decipher.update(bytes.subarray(bodyStart, tagStart));
      // GCM has no output here. It throws unless everything is authentic.
      decipher.final();
      return opened;
    } catch {
      return undefined;
    }
  }

  return { seal: (context, ...plaintext) => Buffer.concat(sealInParts(context, ...plaintext)), sealInParts, open };
}
