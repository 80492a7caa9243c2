import { constants, crc32, deflateRawSync } from "node:zlib";

export interface ZipPart {
  name: string;
  content: string | Uint8Array;
  /** Bytes of deflated data that stand as they are, instead of `content`. */
  packed?: Uint8Array;
  /** What the archive says of the size, true or not. */
  saidBytes?: number;
  flags?: number;
  method?: number;
}

export interface ZipLies {
  entryCount?: number;
  directoryAt?: number;
  /** Bytes between the directory and its end record, where a zip64 record stands. */
  beforeEnd?: Uint8Array;
}

/** Deflated data that inflates to that many times a piece; the piece is only packed once. */
export function deflateOften(piece: string | Uint8Array, times: number): Buffer {
  const block = deflateRawSync(piece, { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: times }, () => block), deflateRawSync("")]);
}

/** A zip archive as the parts say, lies included. */
export function writeZip(parts: readonly ZipPart[], lies: ZipLies = {}): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, packed, saidBytes, flags = 0x800, method = 8 } of parts) {
    const plain = Buffer.from(content);
    const data = packed ?? (method === 8 ? deflateRawSync(plain, { level: 1 }) : plain);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(saidBytes ?? plain.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, nameBytes, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, nameBytes]));
    chunks.push(local);
    at += local.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Math.min(lies.entryCount ?? parts.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(lies.entryCount ?? parts.length, 0xffff), 10);
  end.writeUInt32LE(names.length, 12);
  end.writeUInt32LE(lies.directoryAt ?? at, 16);
  return new Uint8Array(Buffer.concat([...chunks, names, lies.beforeEnd ?? Buffer.alloc(0), end]));
}

/** The record and locator of zip64, with any values. */
export function zip64Records({ recordAt, count, from }: { recordAt: bigint; count: bigint; from: bigint }): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(count, 24);
  record.writeBigUInt64LE(count, 32);
  record.writeBigUInt64LE(from, 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(recordAt, 8);
  return Buffer.concat([record, locator]);
}
