import type { BitWriter } from "./bit-writer.ts";
import { forwardDct } from "./forward-dct.ts";
import { type ComponentTables, type HuffmanTable, zigzag } from "./jpeg-tables.ts";

interface Codes {
  code: Uint16Array;
  length: Uint8Array;
}

/** The codes of a table by what they stand for (ITU-T T.81, C.2). */
function codesOf({ counts, values }: HuffmanTable): Codes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  for (const [index, count] of counts.entries()) {
    for (let left = count; left > 0; left -= 1) {
      const value = values[at] ?? 0;
      code[value] = next;
      length[value] = index + 1;
      next += 1;
      at += 1;
    }
    next <<= 1;
  }
  return { code, length };
}

/** What a value is made of: how many bits it has, and the bits (F.1.2.1). */
const bitsOf = (value: number) => 32 - Math.clz32(Math.abs(value));
const writtenAs = (value: number, bits: number) => (value < 0 ? value + (1 << bits) - 1 : value);

/** Other coefficients don't get larger (F.1.2.2). */
const maxOther = 1_023;
const endOfBlock = 0;
const sixteenZeros = 0xf0;

/** Writes the blocks of a component, one after the other: 64 levels each, around 0. */
export function createBlockWriter(
  bits: BitWriter,
  { first, others }: ComponentTables,
  steps: Uint8Array,
): (block: Float64Array) => void {
  const [firstCodes, otherCodes] = [codesOf(first), codesOf(others)];
  const coefficients = new Float64Array(64);
  let before = 0;

  const writeCode = ({ code, length }: Codes, value: number) => bits.write(code[value] ?? 0, length[value] ?? 0);
  const quantized = (place: number) => Math.round((coefficients[place] ?? 0) / (steps[place] ?? 1));

  function writeOthers(): void {
    let zeros = 0;
    for (let at = 1; at < 64; at += 1) {
      const value = Math.max(-maxOther, Math.min(maxOther, quantized(zigzag[at] ?? 0)));
      if (value === 0) {
        zeros += 1;
        continue;
      }
      for (; zeros > 15; zeros -= 16) writeCode(otherCodes, sixteenZeros);
      const size = bitsOf(value);
      writeCode(otherCodes, (zeros << 4) | size);
      bits.write(writtenAs(value, size), size);
      zeros = 0;
    }
    if (zeros > 0) writeCode(otherCodes, endOfBlock);
  }

  return function writeBlock(block) {
    forwardDct(block, coefficients);
    const level = quantized(0);
    const difference = level - before;
    before = level;
    const size = bitsOf(difference);
    writeCode(firstCodes, size);
    bits.write(writtenAs(difference, size), size);
    writeOthers();
  };
}
