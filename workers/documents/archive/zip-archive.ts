import { createInflateRaw, inflateRawSync } from "node:zlib";
import { maxInflatedBytes } from "#workers/documents/document-size.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { readZipDirectory, type ZipDirectory, type ZipEntry } from "./zip-directory.ts";

const localSignature = 0x04034b50;
const pieceBytes = 262_144;

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
  /** A file as it is inflated, piece by piece; whoever takes it counts. None where there is none of that name. */
  stream(name: string): AsyncGenerator<Uint8Array>;
  /** What the archive says that a file has, true or not. 0 where there is none of that name. */
  plainBytes(name: string): number;
}

/** Opens a zip archive by its central directory. A file is inflated only when it is read. */
export function openZip(bytes: Uint8Array): ZipArchive {
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
    names: [...entries.keys()],
    directory,
    read(name, maxBytes = budget) {
      const entry = entryOf(name);
      const content = entry && inflate(view, entry, Math.min(budget, maxBytes));
      budget -= content?.length ?? 0;
      return content;
    },
    async *stream(name) {
      const entry = entryOf(name);
      if (entry) yield* inflatePieces(packedIn(view, entry), entry);
    },
    plainBytes: (name) => entryOf(name)?.plainBytes ?? 0,
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
