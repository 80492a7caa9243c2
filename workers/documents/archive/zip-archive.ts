import { constants, inflateRawSync } from "node:zlib";
import { maxInflatedBytes } from "#workers/documents/document-size.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { readZipDirectory, type ZipDirectory, type ZipEntry } from "./zip-directory.ts";

/** Less is no beginning. */
const leastPacked = 1_000;
const localSignature = 0x04034b50;

export interface ZipArchive {
  /** Names of all files in it, as they are written there. */
  names: readonly string[];
  directory: ZipDirectory;
  /**
   * One file, inflated; undefined when there is none of that name (compared without regard to case, as Office does).
   * Throws `too_large` when it has more than `maxBytes`, all files read so far exceed 50,000,000 bytes, or the archive
   * has more than 2,000 files, and `unreadable` when it is damaged.
   */
  read(name: string, maxBytes?: number): Uint8Array | undefined;
  /** The same, but of a larger file its beginning. `isCut` where that is not all. */
  readStart(name: string, maxBytes: number): { bytes: Uint8Array; isCut: boolean } | undefined;
}

/** Opens a zip archive by its central directory. A file is inflated only when it is read. */
export function openZip(bytes: Uint8Array): ZipArchive {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = readZipDirectory(view);
  const entries = byName(directory.entries);
  // Counted while inflating: the sizes that an archive declares are not trusted.
  let budget = maxInflatedBytes;
  function readFile(
    name: string,
    maxBytes: number,
    isPart: boolean,
  ): { bytes: Uint8Array; isCut: boolean } | undefined {
    const entry = entries.get(name) ?? findEntry(entries, name);
    if (!entry) return undefined;
    if (directory.hasMore) throw new DocumentRefusal("tooManyFiles");
    const content = inflate(view, entry, Math.min(budget, maxBytes), isPart);
    budget -= content.bytes.length;
    return content;
  }
  return {
    names: [...entries.keys()],
    directory,
    read: (name, maxBytes = budget) => readFile(name, maxBytes, false)?.bytes,
    readStart: (name, maxBytes) => readFile(name, maxBytes, true),
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

function findEntry(entries: ReadonlyMap<string, ZipEntry>, name: string): ZipEntry | undefined {
  const wanted = name.toLowerCase();
  return entries.entries().find(([candidate]) => candidate.toLowerCase() === wanted)?.[1];
}

function inflate(
  view: Buffer,
  { method, isEncrypted, packedBytes, headerAt }: ZipEntry,
  budget: number,
  isPart: boolean,
): { bytes: Uint8Array; isCut: boolean } {
  if (isEncrypted) throw new DocumentRefusal("passwordProtected");
  if (headerAt + 30 > view.length || view.readUInt32LE(headerAt) !== localSignature)
    throw new DocumentRefusal("damagedArchive");
  const from = headerAt + 30 + view.readUInt16LE(headerAt + 26) + view.readUInt16LE(headerAt + 28);
  const packed = view.subarray(from, from + packedBytes);
  if (method === 0) {
    if (packed.length > budget && !isPart) throw new DocumentRefusal("tooMuchInflated");
    return { bytes: packed.subarray(0, budget), isCut: packed.length > budget };
  }
  if (method !== 8) throw new DocumentRefusal("unknownPacking");
  if (budget <= 0) throw new DocumentRefusal("tooMuchInflated");
  // Half as much is tried until it fits: a thousandth may be a budget, as deflate packs a thousand to one.
  for (let bytes = packed.length; ; bytes = Math.floor(bytes / 2)) {
    try {
      const isCut = bytes < packed.length;
      const finishFlush = isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
      return { bytes: inflateRawSync(packed.subarray(0, bytes), { maxOutputLength: budget, finishFlush }), isCut };
    } catch (error) {
      if (!(error instanceof RangeError)) throw new DocumentRefusal("damagedArchive");
      if (!isPart || bytes < leastPacked) throw new DocumentRefusal("tooMuchInflated");
    }
  }
}
