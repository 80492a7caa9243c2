const sectorBytes = 512;
const endOfChain = 0xfffffffe;
const free = 0xffffffff;

/** A compound file (MS-CFB) of three sectors: FAT, directory with those names, data. `chain` overrides the FAT. */
export function ole(names: readonly string[], { chain = [] }: { chain?: readonly (readonly [number, number])[] } = {}) {
  const file = Buffer.alloc(sectorBytes * 4, 0);
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(file);
  file.writeUInt16LE(0x3e, 24);
  file.writeUInt16LE(3, 26);
  file.writeUInt16LE(0xfffe, 28);
  file.writeUInt16LE(9, 30);
  file.writeUInt16LE(6, 32);
  file.writeUInt32LE(1, 44);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(4_096, 56);
  file.writeUInt32LE(endOfChain, 60);
  file.writeUInt32LE(endOfChain, 68);
  file.fill(0xff, 76, sectorBytes);
  file.writeUInt32LE(0, 76);
  const fat = sectorBytes;
  for (let at = 0; at < sectorBytes / 4; at += 1) file.writeUInt32LE(free, fat + at * 4);
  for (const [at, next] of [[0, 0xfffffffd], [1, endOfChain], [2, endOfChain], ...chain] as const) {
    file.writeUInt32LE(next, fat + at * 4);
  }
  for (const [at, name] of ["Root Entry", ...names].slice(0, 4).entries()) {
    const entry = sectorBytes * 2 + at * 128;
    file.write(name, entry, "utf16le");
    file.writeUInt16LE((name.length + 1) * 2, entry + 64);
    file[entry + 66] = at === 0 ? 5 : 2;
    file.writeUInt32LE(free, entry + 68);
    file.writeUInt32LE(at + 1 < Math.min(names.length + 1, 4) && at > 0 ? at + 1 : free, entry + 72);
    file.writeUInt32LE(at === 0 && names.length > 0 ? 1 : free, entry + 76);
    file.writeUInt32LE(2, entry + 116);
    file.writeUInt32LE(at === 0 ? 0 : 0x7fffffff, entry + 120);
  }
  return new Uint8Array(file);
}
