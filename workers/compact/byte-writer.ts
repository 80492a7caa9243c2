/** Bytes as they are written, one value after the other. */
export interface ByteWriter {
  /** A whole number from 0 to 2^54, in as few bytes as it needs: seven bits each (LEB128). */
  count(value: number): void;
  bytes(value: Uint8Array): void;
  done(): Buffer;
}

export function createByteWriter(): ByteWriter {
  const parts: Uint8Array[] = [];
  return {
    count(value) {
      const digits: number[] = [];
      let rest = value;
      // Not by bit operators, which only know 32 bits.
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) digits.push((rest % 0x80) + 0x80);
      parts.push(Uint8Array.from([...digits, rest]));
    },
    bytes(value) {
      parts.push(value);
    },
    done: () => Buffer.concat(parts),
  };
}
