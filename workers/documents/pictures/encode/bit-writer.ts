/** Writes the data of a scan bit by bit, with a zero after each byte of ones (ITU-T T.81, B.1.1.5). */
export interface BitWriter {
  /** The lowest `length` bits of a value, at most 16, the highest first. */
  write(value: number, length: number): void;
  /** All bytes, the last one filled with ones. */
  finish(): Uint8Array;
}

export function createBitWriter(): BitWriter {
  let bytes = new Uint8Array(65_536);
  let used = 0;
  let held = 0;
  let heldBits = 0;

  function push(byte: number): void {
    if (used + 2 > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[used] = byte;
    used += byte === 0xff ? 2 : 1;
  }

  function write(value: number, length: number): void {
    held = (held << length) | (value & ((1 << length) - 1));
    heldBits += length;
    while (heldBits >= 8) {
      heldBits -= 8;
      push((held >> heldBits) & 0xff);
    }
    held &= (1 << heldBits) - 1;
  }

  return {
    write,
    finish() {
      if (heldBits > 0) write(0xff, 8 - heldBits);
      return bytes.subarray(0, used);
    },
  };
}
