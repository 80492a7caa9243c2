import type { Storage } from "../archive/compound-files.ts";

export type Properties = Readonly<Record<string, string | number | Date | Buffer>>;

const unixEpochMs = 11_644_473_600_000n;

/**
 * A storage with those properties by their ids: texts and bytes as streams of their own, numbers and times in the
 * stream for all of them.
 */
export function storage(headerBytes: number, properties: Properties): Storage {
  const streams: Storage = {};
  const fixed = [Buffer.alloc(headerBytes)];
  for (const [id, value] of Object.entries(properties)) {
    if (typeof value === "string") streams[`__substg1.0_${id}001F`] = Buffer.from(value, "utf16le");
    else if (Buffer.isBuffer(value)) streams[`__substg1.0_${id}0102`] = value;
    else {
      const entry = Buffer.alloc(16);
      const isTime = typeof value !== "number";
      entry.writeUInt32LE(Number.parseInt(`${id}${isTime ? "0040" : "0003"}`, 16));
      if (isTime) entry.writeBigUInt64LE((BigInt(value.getTime()) + unixEpochMs) * 10_000n, 8);
      else entry.writeInt32LE(value, 8);
      fixed.push(entry);
    }
  }
  return { ...streams, "__properties_version1.0": Buffer.concat(fixed) };
}
