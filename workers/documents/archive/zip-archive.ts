import { createInflateRaw, inflateRawSync } from "node:zlib";
import { maxArchiveFiles, maxInflatedBytes } from "#workers/documents/document-size.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";

const endSignature = 0x06054b50;
const zip64EndSignature = 0x06064b50;
const zip64LocatorSignature = 0x07064b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
const zip64Id = 1;
const unicodePathId = 0x7075;
/** Flags of an entry: encrypted, encrypted with a masked directory, a name in UTF-8. */
const flag = { encrypted: 0x1, masked: 0x2000, utf8: 0x800 };

/** A file or folder of a zip archive, as the archive's central directory says. */
export interface ZipEntry {
  /** Path as it is written, in a charset that only `isUtf8` tells. */
  nameBytes: Buffer;
  isUtf8: boolean;
  method: number;
  isEncrypted: boolean;
  packedBytes: number;
  /** What the archive says of it, true or not. */
  plainBytes: number;
  headerAt: number;
}

export interface ZipDirectory {
  entries: readonly ZipEntry[];
  /** Whether the archive says that it has more than the 2,000 entries that are read. */
  hasMore: boolean;
}

/** The central directory of a zip archive (PKWARE APPNOTE 6.3, with zip64). Throws `unreadable` where it is damaged. */
function readZipDirectory(view: Buffer): ZipDirectory {
  const { count, from } = findDirectory(view);
  const entries: ZipEntry[] = [];
  for (let at = from; entries.length < Math.min(count, maxArchiveFiles); ) {
    if (at + 46 > view.length || view.readUInt32LE(at) !== entrySignature) throw new DocumentRefusal("damagedArchive");
    const nameEnd = at + 46 + view.readUInt16LE(at + 28);
    const extraEnd = nameEnd + view.readUInt16LE(at + 30);
    const extra = view.subarray(nameEnd, extraEnd);
    const flags = view.readUInt16LE(at + 8);
    const unicodePath = extraField(extra, unicodePathId);
    entries.push({
      // A version, a checksum, and the name.
      nameBytes: unicodePath.length > 5 ? unicodePath.subarray(5) : view.subarray(at + 46, nameEnd),
      isUtf8: unicodePath.length > 5 || (flags & flag.utf8) !== 0,
      method: view.readUInt16LE(at + 10),
      isEncrypted: (flags & (flag.encrypted | flag.masked)) !== 0,
      ...placeOf(view, at, extra),
    });
    at = extraEnd + view.readUInt16LE(at + 32);
  }
  return { entries, hasMore: count > entries.length };
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

/** Sizes and offset of an entry. The zip64 field holds the values that do not fit into the entry, in this order. */
function placeOf(view: Buffer, at: number, extra: Buffer): Pick<ZipEntry, "plainBytes" | "packedBytes" | "headerAt"> {
  const fields = [view.readUInt32LE(at + 24), view.readUInt32LE(at + 20), view.readUInt32LE(at + 42)];
  let large = extraField(extra, zip64Id);
  const [plainBytes = 0, packedBytes = 0, headerAt = 0] = fields.map((field) => {
    if (field !== 0xffffffff || large.length < 8) return field;
    const value = Number(large.readBigUInt64LE(0));
    large = large.subarray(8);
    return value;
  });
  return { plainBytes, packedBytes, headerAt };
}

/** The content of an extra field; empty where there is none. */
function extraField(extra: Buffer, id: number): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return Buffer.alloc(0);
}

const localSignature = 0x04034b50;
const pieceBytes = 262_144;

export type ZipArchive = ReturnType<typeof openZip>;

/** Opens a zip archive by its central directory. A file is inflated only when it is read. */
export function openZip(bytes: Uint8Array) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = readZipDirectory(view);
  const entries = byName(directory.entries);
  // Counted while inflating: the sizes that an archive declares are not trusted.
  let budget = maxInflatedBytes;
  function entryOf(name: string): ZipEntry | undefined {
    const wanted = name.toLowerCase();
    const entry = entries.get(name) ?? entries.entries().find(([one]) => one.toLowerCase() === wanted)?.[1];
    if (entry && directory.hasMore) throw new DocumentRefusal("tooManyFiles");
    return entry;
  }
  return {
    /** Names of all files in it, as they are written there. */
    names: [...entries.keys()] as readonly string[],
    directory,
    /**
     * One file, inflated; undefined when there is none of that name (compared without regard to case, as Office does).
     * Throws `too_large` when it has more than `maxBytes`, all files read so far exceed 50,000,000 bytes, or the
     * archive has more than 2,000 files, and `unreadable` when it is damaged.
     */
    read(name: string, maxBytes = budget): Uint8Array | undefined {
      const entry = entryOf(name);
      const content = entry && inflate(view, entry, Math.min(budget, maxBytes));
      budget -= content?.length ?? 0;
      return content;
    },
    /** A file as it is inflated, piece by piece; whoever takes it counts. None where there is none of that name. */
    async *stream(name: string): AsyncGenerator<Uint8Array> {
      const entry = entryOf(name);
      if (entry) yield* inflatePieces(packedIn(view, entry), entry);
    },
    /** What the archive says that a file has, true or not. 0 where there is none of that name. */
    plainBytes: (name: string) => entryOf(name)?.plainBytes ?? 0,
  };
}

/** The first of several files of one name counts. */
function byName(entries: readonly ZipEntry[]): Map<string, ZipEntry> {
  const named = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const name = entry.nameBytes.toString(entry.isUtf8 ? "utf8" : "latin1").replaceAll("\\", "/");
    if (!named.has(name)) named.set(name, entry);
  }
  return named;
}

function packedIn(view: Buffer, { method, isEncrypted, packedBytes, headerAt }: ZipEntry): Buffer {
  if (isEncrypted) throw new DocumentRefusal("passwordProtected");
  if (headerAt + 30 > view.length || view.readUInt32LE(headerAt) !== localSignature)
    throw new DocumentRefusal("damagedArchive");
  if (method !== 0 && method !== 8) throw new DocumentRefusal("unknownPacking");
  const from = headerAt + 30 + view.readUInt16LE(headerAt + 26) + view.readUInt16LE(headerAt + 28);
  return view.subarray(from, from + packedBytes);
}

function inflate(view: Buffer, entry: ZipEntry, budget: number): Uint8Array {
  const packed = packedIn(view, entry);
  if (entry.method === 0 ? packed.length > budget : budget <= 0) throw new DocumentRefusal("tooMuchInflated");
  if (entry.method === 0) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: budget });
  } catch (error) {
    throw new DocumentRefusal(error instanceof RangeError ? "tooMuchInflated" : "damagedArchive");
  }
}

async function* inflatePieces(packed: Buffer, { method }: ZipEntry): AsyncGenerator<Uint8Array> {
  if (method === 0) return yield packed;
  const inflater = createInflateRaw({ chunkSize: pieceBytes });
  inflater.end(packed);
  try {
    yield* inflater;
  } catch {
    throw new DocumentRefusal("damagedArchive");
  }
}
