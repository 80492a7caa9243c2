const sectorBytes = 512;
const idsPerSector = sectorBytes / 4;
const endOfChain = 0xfffffffe;
const free = 0xffffffff;

/** What a compound file holds: streams by their names, and storages of more of them. */
export interface Storage {
  [name: string]: Uint8Array | Storage;
}

interface Entry {
  name: string;
  content: Uint8Array | Storage;
  next: number;
  child: number;
}

/** What a compound file says that is not so: which sector follows another, and how long each stream is. */
interface Lies {
  chain?: Readonly<Record<number, number>>;
  saidBytes?: number;
}

/** A compound file (MS-CFB) with that in its root; every stream has sectors of its own. */
export function compoundFile(root: Storage, { chain = {}, saidBytes }: Lies = {}): Uint8Array {
  const entries: Entry[] = [{ name: "Root Entry", content: root, next: free, child: free }];
  for (const entry of entries) {
    if (entry.content instanceof Uint8Array) continue;
    const first = entries.length;
    const children = Object.entries(entry.content).map(([name, content]) => ({ name, content, child: free }));
    if (children.length > 0) entry.child = first;
    entries.push(...children.map((one, at) => ({ ...one, next: at + 1 < children.length ? first + at + 1 : free })));
  }
  const fat: number[] = [];
  const sectors: Buffer[] = [];
  const store = (bytes: Uint8Array): number => {
    const start = sectors.length;
    for (let at = 0; at < bytes.length; at += sectorBytes) {
      const sector = Buffer.alloc(sectorBytes);
      sector.set(bytes.subarray(at, at + sectorBytes));
      sectors.push(sector);
      fat.push(at + sectorBytes < bytes.length ? sectors.length : endOfChain);
    }
    return bytes.length === 0 ? endOfChain : start;
  };
  const directory = store(Buffer.concat(entries.map((entry) => directoryEntry(entry, store, saidBytes))));
  // The sectors of the table stand last, and are in it too.
  const fatSectors = Math.ceil((fat.length + 1) / (idsPerSector - 1));
  const fatStart = fat.length;
  const table = Buffer.alloc(fatSectors * sectorBytes, 0xff);
  for (const [at, id] of [...fat, ...Array.from({ length: fatSectors }, () => 0xfffffffd)].entries())
    table.writeUInt32LE(id, at * 4);
  for (const [id, next] of Object.entries(chain)) table.writeUInt32LE(next, Number(id) * 4);
  return new Uint8Array(Buffer.concat([header(directory, fatStart, fatSectors), ...sectors, table]));
}

function directoryEntry(
  { name, content, next, child }: Entry,
  store: (bytes: Uint8Array) => number,
  saidBytes?: number,
): Buffer {
  const entry = Buffer.alloc(128);
  const isStream = content instanceof Uint8Array;
  entry.write(name, 0, "utf16le");
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry[66] = isStream ? 2 : 1;
  entry.writeUInt32LE(free, 68);
  entry.writeUInt32LE(next, 72);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(isStream ? store(content) : endOfChain, 116);
  entry.writeUInt32LE(isStream ? (saidBytes ?? content.length) : 0, 120);
  return entry;
}

function header(directory: number, fatStart: number, fatSectors: number): Buffer {
  const bytes = Buffer.alloc(sectorBytes);
  bytes.write("d0cf11e0a1b11ae1", "hex");
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt32LE(directory, 48);
  bytes.writeUInt32LE(endOfChain, 60);
  bytes.writeUInt32LE(endOfChain, 68);
  bytes.fill(0xff, 76);
  for (let at = 0; at < fatSectors; at += 1) bytes.writeUInt32LE(fatStart + at, 76 + at * 4);
  return bytes;
}
