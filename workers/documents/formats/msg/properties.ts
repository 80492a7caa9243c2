import type { CompoundEntry } from "#workers/documents/archive/compound-file.ts";
import { charsetOfPage, decodeText } from "#workers/documents/charset/decode-text.ts";

/** PSETID_Appointment (MS-OXPROPS 1.3.2), as it is stored. */
const appointmentSet = Buffer.from("0220060000000000c000000000000046", "hex");
const nameBytes = 8;
const guidBytes = 16;
/** The first GUIDs are fixed, those of the stream follow. */
const fixedGuids = 3;

/** The id, such as `8005`, that a file gives to a property of appointments, by that property's number in its set. */
export type NamedIds = ReadonlyMap<number, string>;

/** The properties of appointments that a message file names (MS-OXMSG 2.2.3). They hold for attached messages too. */
export function appointmentIds(root: CompoundEntry): NamedIds {
  const guids = nameStream(root, "0002");
  const entries = nameStream(root, "0003");
  const ids = new Map<number, string>();
  for (let at = 0; at + nameBytes <= entries.length; at += nameBytes) {
    const kindAndGuid = entries.readUInt16LE(at + 4);
    const guidAt = ((kindAndGuid >> 1) - fixedGuids) * guidBytes;
    const isNumbered = (kindAndGuid & 1) === 0;
    if (!isNumbered || guidAt < 0 || !guids.subarray(guidAt, guidAt + guidBytes).equals(appointmentSet)) continue;
    ids.set(entries.readUInt32LE(at), idAt(entries, at));
  }
  return ids;
}

/** The ids of the properties that a message file names by this word, of whatever set: headers are such properties. */
export function idsOfName(root: CompoundEntry, name: string): string[] {
  const texts = nameStream(root, "0004");
  const entries = nameStream(root, "0003");
  const ids: string[] = [];
  for (let at = 0; at + nameBytes <= entries.length; at += nameBytes) {
    const [textAt, isNamed] = [entries.readUInt32LE(at), (entries.readUInt16LE(at + 4) & 1) === 1];
    if (!isNamed || textAt + 4 > texts.length) continue;
    const text = texts.toString("utf16le", textAt + 4, textAt + 4 + texts.readUInt32LE(textAt));
    if (text.toLowerCase() === name) ids.push(idAt(entries, at));
  }
  return ids;
}

const nameStream = (root: CompoundEntry, id: string) =>
  asBuffer(root.children.get("__nameid_version1.0")?.children.get(`__substg1.0_${id}0102`)?.read());

const idAt = (entries: Buffer, at: number) =>
  (0x8000 + entries.readUInt16LE(at + 6)).toString(16).toUpperCase().padStart(4, "0");

function asBuffer(bytes: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export type MsgProperties = ReturnType<typeof readProperties>;

/** Stream without which nothing says what a message should have. */
export const propertyStream = "__properties_version1.0";

const headerBytes = { message: 32, "attached message": 24, "recipient or attachment": 8 } as const;
export type PropertyOwner = keyof typeof headerBytes;
const entryBytes = 16;
/** The types of texts and bytes, whose entries have the length instead of the value (MS-OXMSG 2.4.2.2). */
const lengthTypes = new Set(["001e", "001f", "0102"]);
/** An empty text has its end, a zero of up to two bytes. */
const emptyBytes = 2;
const unixEpochMs = 11_644_473_600_000n;
/** Padding of a text. Matched from its beginning only, since time would otherwise be quadratic in its length. */
const zeros = /(?<!\0)\0+$/;

/** The properties of a message, recipient or attachment (MS-OXMSG 2.4), by hexadecimal ids such as `0037`. */
export function readProperties(storage: CompoundEntry, owner: PropertyOwner, codePage?: number) {
  const view = asBuffer(storage.children.get(propertyStream)?.read());
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
    text(id: string): string {
      const wide = streamOf(id, "001F");
      if (wide) return new TextDecoder("utf-16le").decode(wide).replace(zeros, "");
      const narrow = streamOf(id, "001E");
      return narrow ? decodeText(narrow, charset).replace(zeros, "") : "";
    },
    bytes: (id: string) => streamOf(id, "0102"),
    number,
    /** Whether a text or bytes are listed, and not there. */
    isLost(id: string): boolean {
      const isListed = (lengths.get(id.toLowerCase()) ?? 0) > emptyBytes;
      return isListed && ["001F", "001E", "0102"].every((type) => !storage.children.has(`__substg1.0_${id}${type}`));
    },
    date(id: string): Date | undefined {
      const ticks = fixed.get(id.toLowerCase())?.readBigUInt64LE(0);
      if (ticks === undefined || ticks === 0n) return undefined;
      const date = new Date(Number(ticks / 10_000n - unixEpochMs));
      return Number.isNaN(date.getTime()) ? undefined : date;
    },
  };
}
