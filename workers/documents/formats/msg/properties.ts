import type { CompoundEntry } from "#workers/documents/archive/compound-file.ts";
import { charsetOfPage } from "#workers/documents/charset/code-pages.ts";
import { decodeText } from "#workers/documents/charset/decode-text.ts";

/** The properties of a message, recipient or attachment (MS-OXMSG 2.4), by hexadecimal ids such as `0037`. */
export interface MsgProperties {
  text(id: string): string;
  bytes(id: string): Uint8Array | undefined;
  number(id: string): number | undefined;
  date(id: string): Date | undefined;
  /** Whether a text or bytes are listed, and not there. */
  isLost(id: string): boolean;
}

export type PropertyOwner = "message" | "attached message" | "recipient or attachment";

/** Without it, nothing says what a message should have. */
export const propertyStream = "__properties_version1.0";

const headerBytes: Readonly<Record<PropertyOwner, number>> = {
  message: 32,
  "attached message": 24,
  "recipient or attachment": 8,
};
const entryBytes = 16;
/** The types of texts and bytes, whose entries have the length instead of the value (MS-OXMSG 2.4.2.2). */
const lengthTypes = new Set(["001e", "001f", "0102"]);
/** An empty text has its end, a zero of up to two bytes. */
const emptyBytes = 2;
const unixEpochMs = 11_644_473_600_000n;
/** Padding of a text. Matched from its beginning only, since time would otherwise be quadratic in its length. */
const zeros = /(?<!\0)\0+$/;

export function readProperties(storage: CompoundEntry, owner: PropertyOwner, codePage?: number): MsgProperties {
  const stream = storage.children.get(propertyStream)?.read() ?? new Uint8Array();
  const view = Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength);
  const fixed = new Map<string, Buffer>();
  const lengths = new Map<string, number>();
  for (let at = headerBytes[owner]; at + entryBytes <= view.length; at += entryBytes) {
    const tag = view.readUInt32LE(at).toString(16).padStart(8, "0");
    fixed.set(tag.slice(0, 4), view.subarray(at + 8, at + 16));
    if (lengthTypes.has(tag.slice(4))) lengths.set(tag.slice(0, 4), view.readUInt32LE(at + 8));
  }
  const number = (id: string) => fixed.get(id.toLowerCase())?.readInt32LE(0);
  const charset = charsetOfPage(codePage ?? number("3ffd") ?? number("3fde"));
  const streamOf = (id: string, type: string) => storage.children.get(`__substg1.0_${id}${type}`)?.read();
  return {
    text(id) {
      const wide = streamOf(id, "001F");
      if (wide) return new TextDecoder("utf-16le").decode(wide).replace(zeros, "");
      const narrow = streamOf(id, "001E");
      return narrow ? decodeText(narrow, charset).replace(zeros, "") : "";
    },
    bytes: (id) => streamOf(id, "0102"),
    number,
    isLost(id) {
      const isListed = (lengths.get(id.toLowerCase()) ?? 0) > emptyBytes;
      return isListed && ["001F", "001E", "0102"].every((type) => !storage.children.has(`__substg1.0_${id}${type}`));
    },
    date(id) {
      const ticks = fixed.get(id.toLowerCase())?.readBigUInt64LE(0);
      if (ticks === undefined || ticks === 0n) return undefined;
      const date = new Date(Number(ticks / 10_000n - unixEpochMs));
      return Number.isNaN(date.getTime()) ? undefined : date;
    },
  };
}
