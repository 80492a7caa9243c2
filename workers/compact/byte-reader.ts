/** Reads what a `ByteWriter` has written, in the same order. Throws where nothing is left. */
export interface ByteReader {
  count(): number;
  bytes(length: number): Buffer;
}

export function createByteReader(source: Buffer): ByteReader {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > source.length) throw new RangeError("the bytes end too early");
    at += length;
    return source.subarray(at - length, at);
  };
  return {
    count() {
      let value = 0;
      for (let weight = 1; ; weight *= 0x80) {
        const [digit = 0] = take(1);
        value += (digit % 0x80) * weight;
        if (digit < 0x80) return value;
      }
    },
    bytes: take,
  };
}
