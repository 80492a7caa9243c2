const maxCodes = 4_096;

/**
 * Unpacks the data of a GIF frame (GIF89a, appendix F): at most `count` numbers of colours. The rest is 0 where the
 * data end before, or are damaged.
 */
export function unpackLzw(data: Uint8Array, leastBits: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  const [clear, end] = [1 << leastBits, (1 << leastBits) + 1];
  const before = new Uint16Array(maxCodes);
  const last = new Uint8Array(maxCodes);
  const length = new Uint16Array(maxCodes).fill(1);
  for (let code = 0; code < clear; code += 1) last[code] = code;
  let [next, bits, at, held, heldBits] = [end + 1, leastBits + 1, 0, 0, 0];
  let previous: number | undefined;

  /** Writes what a code stands for, from its end. Gives the first colour of it. */
  function writeCode(code: number): number {
    const size = length[code] ?? 1;
    let current = code;
    for (let place = at + size - 1; place >= at; place -= 1) {
      if (place < count) out[place] = last[current] ?? 0;
      if (place > at) current = before[current] ?? 0;
    }
    return last[current] ?? 0;
  }

  for (const byte of data) {
    held |= byte << heldBits;
    heldBits += 8;
    while (heldBits >= bits) {
      const code = held & ((1 << bits) - 1);
      held >>>= bits;
      heldBits -= bits;
      if (code === end || at >= count) return out;
      if (code === clear) {
        [next, bits, previous] = [end + 1, leastBits + 1, undefined];
        continue;
      }
      if (code > next || (code === next && previous === undefined)) return out;
      if (previous !== undefined && next < maxCodes) {
        before[next] = previous;
        length[next] = (length[previous] ?? 1) + 1;
      }
      // The code that is defined now ends with its own first colour.
      const first = code === next ? writeCode(previous ?? 0) : writeCode(code);
      if (previous !== undefined && next < maxCodes) {
        last[next] = first;
        next += 1;
        if (next === 1 << bits && bits < 12) bits += 1;
      }
      if (code === next - 1) writeCode(code);
      at += length[code] ?? 1;
      previous = code;
    }
  }
  return out;
}
