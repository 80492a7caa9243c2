import { createEnvelope, type SealContext } from "#common/queue/envelope.ts";
import type { SealingKeys } from "#common/settings.ts";
import { fromBase64url } from "#gateway/auth/token-format.ts";
import { clockSkewSeconds } from "#gateway/auth/token-rules.ts";

const lengthBytes = 2;
const longestField = 0xffff;

/** Fields one after the other, each with its length before it: no escaping, so the size is known beforehand. */
function packFields(fields: readonly Uint8Array[]): Buffer {
  const parts = fields.flatMap((field) => {
    if (field.length > longestField) throw new RangeError("A field of a sealed value is too long.");
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(field.length);
    return [length, field];
  });
  return Buffer.concat(parts);
}

/** The fields again, or undefined when the bytes are not whole fields. */
function unpackFields(bytes: Buffer): Buffer[] | undefined {
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

/** Seals values of one kind to base64url text, and opens only what one of the gateways sealed as that kind. */
export interface Kind<Content, Binding extends SealContext> {
  seal(content: Content, ...binding: Binding): string;
  /** Undefined for anything else: another kind, binding or server, a changed bit, or a value whose time is over. */
  open(text: string, ...binding: Binding): Content | undefined;
}

/** How a member of a content is written. */
interface Field<Value> {
  /** Whether undefined is a value of it, and not the sign of wrong bytes. */
  isOptional?: true;
  write(value: Value): Buffer;
  /** Undefined for bytes that it does not write. */
  read(field: Buffer): Value | undefined;
}

export const bytes: Field<Buffer> = { write: (value) => value, read: (field) => field };
export const text: Field<string> = { write: (value) => Buffer.from(value), read: (field) => field.toString() };
/** A parameter without a value counts as not sent, so an empty field is one that is not there. */
export const optionalText: Field<string | undefined> = {
  isOptional: true,
  write: (value = "") => Buffer.from(value),
  read: (field) => field.toString() || undefined,
};
/** Base64url text, as the bytes that it stands for. */
export const base64url: Field<string> = {
  write: (value) => Buffer.from(value, "base64url"),
  read: (field) => field.toString("base64url"),
};

const asBytes = 1;
const asText = 0;

/**
 * A code or refresh token of Entra's. Both are base64url parts with dots between them, which would otherwise be encoded
 * twice and grow by a third: some clients have short columns for a code. Any other text stays as it is.
 */
export const entraToken: Field<string> = {
  write(value) {
    const parts = value.split(".").map((part) => {
      const decoded = fromBase64url(part);
      return Buffer.concat([Buffer.of(decoded === undefined ? asText : asBytes), decoded ?? Buffer.from(part)]);
    });
    return packFields(parts);
  },
  read(field) {
    const parts = unpackFields(field);
    if (parts === undefined || parts.some(({ length }) => length === 0)) return undefined;
    return parts.map((part) => part.subarray(1).toString(part[0] === asBytes ? "base64url" : "utf8")).join(".");
  },
};

type Members = Readonly<Record<string, Field<unknown>>>;

/** What is written by such members. */
export type ContentOf<Of extends Members> = {
  [Name in keyof Of]: Of[Name] extends { write(value: infer Value): Buffer } ? Value : never;
};

/** The content again; undefined when the fields are not those of its members. */
function contentOf<Of extends Members>(members: Of, fields: readonly Buffer[]): ContentOf<Of> | undefined {
  const named = Object.entries(members);
  if (named.length !== fields.length) return undefined;
  const content: Record<string, unknown> = {};
  for (const [at, [name, member]] of named.entries()) {
    const value = member.read(fields[at] ?? Buffer.alloc(0));
    if (value === undefined && !member.isOptional) return undefined;
    content[name] = value;
  }
  // Each member was read by its own field, which the types of entries don't tell.
  return content as ContentOf<Of>;
}

/** How the content of a kind is written. */
interface SealedFormat<Of extends Members> {
  name: string;
  /** Undefined: without an end of its own. */
  lifeSeconds?: number;
  /** The members of the content, in the order in which they are written. */
  members: Of;
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
export function createKind<Of extends Members, Binding extends SealContext>(
  { name, lifeSeconds, members }: SealedFormat<Of>,
  { keys, publicUrl, now }: Sealing,
): Kind<ContentOf<Of>, Binding> {
  const envelope = createEnvelope(keys, `sign-in/${name}`);
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    seal(content, ...binding) {
      const end = Buffer.alloc(timeBytes);
      end.writeUInt32BE(lifeSeconds === undefined ? 0 : nowSeconds() + lifeSeconds);
      const fields = Object.entries(members).map(([member, field]) => field.write(content[member]));
      return envelope.seal([publicUrl, ...binding], end, packFields(fields)).toString("base64url");
    },
    open(sealed, ...binding) {
      const sealedBytes = fromBase64url(sealed);
      const opened = sealedBytes && envelope.open([publicUrl, ...binding], sealedBytes);
      if (opened === undefined || opened.length < timeBytes) return undefined;
      const end = opened.readUInt32BE(0);
      if (lifeSeconds !== undefined && nowSeconds() > end + clockSkewSeconds) return undefined;
      const fields = unpackFields(opened.subarray(timeBytes));
      return fields && contentOf(members, fields);
    },
  };
}
