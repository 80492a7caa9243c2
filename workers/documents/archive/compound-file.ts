import { DocumentRefusal } from "#workers/documents/refusals.ts";

/** A storage (with children) or a stream of a compound file. */
export interface CompoundEntry {
  name: string;
  children: ReadonlyMap<string, CompoundEntry>;
  /**
   * The bytes of a stream, fewer than it should have where the file lacks them. Throws `unreadable` when it is broken,
   * `too_large` beyond 50,000,000 bytes in all.
   */
  read(): Uint8Array;
}

const directoryEntryBytes = 128;
const maxEntries = 20_000;
const maxReadBytes = 50_000_000;
const none = 0xfffffff0;

type Node = ReturnType<typeof readNodes>[number];

/**
 * Opens a compound file (MS-CFB). Every chain of sectors and every branch of its directory is followed at most once,
 * so a cycle is an error. `isDamaged` where bytes were lacking in what was read so far, or an entry in the directory.
 * Throws `unreadable` where it is broken.
 */
export function openCompoundFile(bytes: Uint8Array): CompoundEntry & { isDamaged(): boolean } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 512 || !isCompoundFile(bytes)) throw new DocumentRefusal("damaged");
  const shift = view.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new DocumentRefusal("damaged");
  const sectorBytes = 1 << shift;
  const sector = (id: number) => {
    const part = view.subarray((id + 1) * sectorBytes, (id + 2) * sectorBytes);
    if (part.length === 0) throw new DocumentRefusal("damaged");
    return part;
  };
  const fat = readFat(view, sectorBytes, sector);
  const nodes = readNodes(join(chain(view.readUInt32LE(48), fat), sector));
  const root = nodes[0];
  if (!root) throw new DocumentRefusal("damaged");
  const miniFat = numbers(join(chain(view.readUInt32LE(60), fat), sector));
  const miniStream = join(chain(root.start, fat), sector);
  const miniCutoff = view.readUInt32LE(56);
  let left = maxReadBytes;
  let isDamaged = false;

  function read({ start, size }: Node): Uint8Array {
    const isMini = size < miniCutoff;
    const parts = isMini
      ? join(chain(start, miniFat), (id) => miniStream.subarray(id * 64, id * 64 + 64))
      : join(chain(start, fat), sector);
    left -= parts.length;
    if (left < 0) throw new DocumentRefusal("tooMuchInParts");
    isDamaged ||= parts.length < size;
    return parts.subarray(0, size);
  }

  const seen = new Set<number>();
  function entry(node: Node, depth: number): CompoundEntry {
    const children = new Map<string, CompoundEntry>();
    if (depth > 50) throw new DocumentRefusal("damaged");
    const waiting = [node.child];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (id >= none) continue;
      const child = nodes[id];
      if (!child) {
        isDamaged = true;
        continue;
      }
      if (seen.has(id)) throw new DocumentRefusal("damaged");
      seen.add(id);
      waiting.push(child.left, child.right);
      children.set(child.name, entry(child, depth + 1));
    }
    return { name: node.name, children, read: () => (node.size === 0 ? new Uint8Array() : read(node)) };
  }
  return { ...entry(root, 0), isDamaged: () => isDamaged };
}

/**
 * The file allocation table: the next sector of each. Its own sectors are listed in the header and in the DIFAT chain.
 */
function readFat(view: Buffer, sectorBytes: number, sector: (id: number) => Buffer): Uint32Array {
  const ids = [...numbers(view.subarray(76, 512))];
  const seen = new Set<number>();
  for (let id = view.readUInt32LE(68); id < none && !seen.has(id); ) {
    seen.add(id);
    const list = numbers(sector(id));
    ids.push(...list.subarray(0, sectorBytes / 4 - 1));
    id = list.at(-1) ?? none;
  }
  const own = ids.filter((id) => id < none);
  if (own.length * sectorBytes > view.length) throw new DocumentRefusal("damaged");
  return numbers(Buffer.concat(own.map(sector)));
}

function chain(start: number, fat: Uint32Array): number[] {
  const ids: number[] = [];
  for (let id = start; id < none; id = fat[id] ?? none) {
    if (ids.length >= fat.length) throw new DocumentRefusal("damaged");
    ids.push(id);
  }
  return ids;
}

function join(ids: readonly number[], part: (id: number) => Buffer): Buffer {
  return Buffer.concat(ids.map(part));
}

function numbers(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readUInt32LE(at * 4));
}

function readNodes(directory: Buffer) {
  const count = Math.floor(directory.length / directoryEntryBytes);
  if (count > maxEntries) throw new DocumentRefusal("tooManyParts");
  return Array.from({ length: count }, (_, index) => {
    const at = index * directoryEntryBytes;
    const nameBytes = Math.min(Math.max(directory.readUInt16LE(at + 64) - 2, 0), 62);
    return {
      name: directory.toString("utf16le", at, at + nameBytes),
      left: directory.readUInt32LE(at + 68),
      right: directory.readUInt32LE(at + 72),
      child: directory.readUInt32LE(at + 76),
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120),
    };
  });
}

const signature = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Whether the bytes begin as an OLE compound file (MS-CFB). */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return signature.equals(bytes.subarray(0, signature.length));
}

/**
 * Whether a compound file has a stream or storage of that name. Searches the bytes for the name,
 * wherever the directory lies. Opens nothing, so a broken file is no error. False for any other file.
 */
export function hasCompoundStream(bytes: Uint8Array, name: string): boolean {
  if (!isCompoundFile(bytes)) return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = Buffer.from(`${name}\0`, "utf16le");
  // A directory entry has 128 bytes and begins with its name.
  for (let at = view.indexOf(wanted); at !== -1; at = view.indexOf(wanted, at + 1)) if (at % 128 === 0) return true;
  return false;
}
