import { inflateRawSync } from "node:zlib";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { maxArchiveFiles, maxInflatedBytes } from "./archive-limits.ts";

const endSignature = 0x06054b50;
const zip64EndSignature = 0x06064b50;
const zip64LocatorSignature = 0x07064b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const maxCommentBytes = 65_535;

interface Entry {
  method: number;
  isEncrypted: boolean;
  packedBytes: number;
  headerAt: number;
}

export interface ZipArchive {
  /** Names of all files in it, as they are written there. */
  names: readonly string[];
  /**
   * One file, inflated; undefined when there is none of that name (compared without regard to case, as Office does).
   * Throws `too_large` when it has more than `maxBytes`, or all files read so far exceed 50,000,000 bytes, and
   * `unreadable` when it is damaged.
   */
  read(name: string, maxBytes?: number): Uint8Array | undefined;
}

/**
 * Opens a zip archive (PKWARE APPNOTE 6.3, with zip64) by its central directory. A file is inflated only when it is
 * read.
 */
export function openZip(bytes: Uint8Array): ZipArchive {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view);
  // Counted while inflating: the sizes that an archive declares are not trusted.
  let budget = maxInflatedBytes;
  return {
    names: [...entries.keys()],
    read(name, maxBytes = budget) {
      const entry = entries.get(name) ?? entries.get(findName(entries, name) ?? "");
      if (!entry) return undefined;
      const content = inflate(view, entry, Math.min(budget, maxBytes));
      budget -= content.length;
      return content;
    },
  };
}

function findName(entries: ReadonlyMap<string, Entry>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return entries.keys().find((candidate) => candidate.toLowerCase() === wanted);
}

function readDirectory(view: Buffer): Map<string, Entry> {
  const { count, from } = findDirectory(view);
  if (count > maxArchiveFiles) throw new DocumentRefusal("tooManyFiles");
  const entries = new Map<string, Entry>();
  for (let at = from, left = count; left > 0; left -= 1) {
    if (at + 46 > view.length || view.readUInt32LE(at) !== entrySignature) throw new DocumentRefusal("damagedArchive");
    const nameBytes = view.readUInt16LE(at + 28);
    const extraBytes = view.readUInt16LE(at + 30);
    const isUtf8 = (view.readUInt16LE(at + 8) & 0x800) !== 0;
    const name = view.toString(isUtf8 ? "utf8" : "latin1", at + 46, at + 46 + nameBytes).replaceAll("\\", "/");
    const entry = {
      method: view.readUInt16LE(at + 10),
      isEncrypted: (view.readUInt16LE(at + 8) & 1) !== 0,
      ...placeOf(view, at, view.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)),
    };
    if (!entries.has(name)) entries.set(name, entry);
    at += 46 + nameBytes + extraBytes + view.readUInt16LE(at + 32);
  }
  return entries;
}

/** The place of the central directory, from the record at the archive's end. A zip64 record takes precedence. */
function findDirectory(view: Buffer): { count: number; from: number } {
  const lowest = Math.max(0, view.length - endBytes - maxCommentBytes);
  for (let at = view.length - endBytes; at >= lowest; at -= 1) {
    if (view.readUInt32LE(at) !== endSignature) continue;
    const count = view.readUInt16LE(at + 10);
    const from = view.readUInt32LE(at + 16);
    if (count !== 0xffff && from !== 0xffffffff) return { count, from };
    const locatorAt = at - 20;
    if (locatorAt < 0 || view.readUInt32LE(locatorAt) !== zip64LocatorSignature) return { count, from };
    const recordAt = Number(view.readBigUInt64LE(locatorAt + 8));
    if (recordAt + 56 > view.length || view.readUInt32LE(recordAt) !== zip64EndSignature)
      throw new DocumentRefusal("damagedArchive");
    return { count: Number(view.readBigUInt64LE(recordAt + 32)), from: Number(view.readBigUInt64LE(recordAt + 48)) };
  }
  throw new DocumentRefusal("damagedArchive");
}

/** Size and offset of an entry. The zip64 field holds the values that do not fit into the entry, in this order. */
function placeOf(view: Buffer, at: number, extra: Buffer): { packedBytes: number; headerAt: number } {
  const fields = [view.readUInt32LE(at + 24), view.readUInt32LE(at + 20), view.readUInt32LE(at + 42)];
  let large = zip64Field(extra);
  const [, packedBytes = 0, headerAt = 0] = fields.map((field) => {
    if (field !== 0xffffffff || large.length < 8) return field;
    const value = Number(large.readBigUInt64LE(0));
    large = large.subarray(8);
    return value;
  });
  return { packedBytes, headerAt };
}

function zip64Field(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return Buffer.alloc(0);
}

function inflate(view: Buffer, { method, isEncrypted, packedBytes, headerAt }: Entry, budget: number): Uint8Array {
  if (isEncrypted) throw new DocumentRefusal("passwordProtected");
  if (headerAt + 30 > view.length || view.readUInt32LE(headerAt) !== localSignature)
    throw new DocumentRefusal("damagedArchive");
  const from = headerAt + 30 + view.readUInt16LE(headerAt + 26) + view.readUInt16LE(headerAt + 28);
  const packed = view.subarray(from, from + packedBytes);
  if (method === 0) {
    if (packed.length > budget) throw new DocumentRefusal("tooMuchInflated");
    return packed;
  }
  if (method !== 8) throw new DocumentRefusal("unknownPacking");
  if (budget <= 0) throw new DocumentRefusal("tooMuchInflated");
  try {
    return inflateRawSync(packed, { maxOutputLength: budget });
  } catch (error) {
    throw new DocumentRefusal(error instanceof RangeError ? "tooMuchInflated" : "damagedArchive");
  }
}
