import { createEnvelope, type Envelope, type SealContext } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { clockSkewSeconds } from "#gateway/auth/token-rules.ts";

const lengthBytes = 2;
const longestField = 0xffff;

/** Fields one after the other, each with its length before it: no escaping, so the size is known beforehand. */
export function packFields(fields: readonly Uint8Array[]): Buffer {
  const parts = fields.flatMap((field) => {
    if (field.length > longestField) throw new RangeError("A field of a sealed value is too long.");
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(field.length);
    return [length, field];
  });
  return Buffer.concat(parts);
}

/** The fields again, or undefined when the bytes are not whole fields. */
export function unpackFields(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + lengthBytes > bytes.length) return undefined;
    const start = at + lengthBytes;
    const end = start + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(start, end));
    at = end;
  }
  return fields;
}

/**
 * The bytes of base64url text, or undefined unless the text is their one way to be written. Node's decoder is lenient:
 * it skips foreign characters and ignores the last bits, so that several texts would be the same value.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** Seals values of one kind to base64url text, and opens only what one of the gateways sealed as that kind. */
export interface Kind<Content, Binding extends SealContext> {
  seal(content: Content, ...binding: Binding): string;
  /** Undefined for anything else: another kind, binding or server, a changed bit, or a value whose time is over. */
  open(text: string, ...binding: Binding): Content | undefined;
}

/** How the content of a kind is written: as fields, in a fixed order. */
export interface SealedFormat<Content> {
  name: string;
  /** Undefined: without an end of its own. */
  lifeSeconds?: number;
  fields(content: Content): Buffer[];
  content(fields: Buffer[]): Content | undefined;
}

export interface Sealing {
  /** `SIGN_IN_KEYS`: the first seals, all open. */
  keys: SealingKeys;
  publicUrl: string;
  /** Unix milliseconds. */
  now: () => number;
}

const timeBytes = 4;

/** See `Kind`. Its key is derived for its name, so no value opens as one of another kind. */
export function createKind<Content, Binding extends SealContext>(
  format: SealedFormat<Content>,
  { keys, publicUrl, now }: Sealing,
): Kind<Content, Binding> {
  const envelope: Envelope = createEnvelope(keys, `sign-in/${format.name}`);
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    seal(content, ...binding) {
      const end = Buffer.alloc(timeBytes);
      end.writeUInt32BE(format.lifeSeconds === undefined ? 0 : nowSeconds() + format.lifeSeconds);
      return envelope.seal([publicUrl, ...binding], end, packFields(format.fields(content))).toString("base64url");
    },
    open(sealed, ...binding) {
      const sealedBytes = fromBase64url(sealed);
      const opened = sealedBytes && envelope.open([publicUrl, ...binding], sealedBytes);
      if (opened === undefined || opened.length < timeBytes) return undefined;
      const end = opened.readUInt32BE(0);
      if (format.lifeSeconds !== undefined && nowSeconds() > end + clockSkewSeconds) return undefined;
      const fields = unpackFields(opened.subarray(timeBytes));
      return fields && format.content(fields);
    },
  };
}
