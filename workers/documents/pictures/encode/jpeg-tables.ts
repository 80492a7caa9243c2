/** A Huffman table as JPEG files have it: how many codes there are of 1 to 16 bits, and what each stands for. */
export interface HuffmanTable {
  counts: Buffer;
  values: Buffer;
}

/** A component's tables: for the first coefficients of blocks, and for the others; and its quantization. */
export interface ComponentTables {
  first: HuffmanTable;
  others: HuffmanTable;
  /** For quality 50, row by row. */
  steps: Buffer;
}

const table = (counts: string, values: string): HuffmanTable => ({
  counts: Buffer.from(counts, "hex"),
  values: Buffer.from(values, "hex"),
});
const sizes = "000102030405060708090a0b";

/** The typical tables of ITU-T T.81, annex K, which nearly all encoders use: K.1, K.3 and K.5 for brightness. */
export const brightness: ComponentTables = {
  first: table("00010501010101010100000000000000", sizes),
  others: table(
    "0002010303020403050504040000017d",
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a343536373839" +
      "3a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6" +
      "a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  ),
  steps: Buffer.from(
    "100b0a101828333d0c0c0e131a3a3c370e0d1018283945380e11161d3357503e12162538446d674d182337405168715c31404e5767797865" +
      "485c5f6270646763",
    "hex",
  ),
};

/** K.2, K.4 and K.6, for colours. */
export const colors: ComponentTables = {
  first: table("00030101010101010101010000000000", sizes),
  others: table(
    "00020102040403040705040400010277",
    "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738" +
      "393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4" +
      "a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
  ),
  steps: Buffer.from(
    "1112182f6363636312151a4263636363181a3863636363632f42636363636363636363636363636363636363636363636363636363636363" +
      "6363636363636363",
    "hex",
  ),
};

/** The places of a block's coefficients in the order in which they are written: in zigzag (figure A.6). */
export const zigzag: readonly number[] = Array.from({ length: 64 }, (_, at) => at).toSorted((one, other) => {
  const [oneSum, otherSum] = [one, other].map((at) => (at >> 3) + (at & 7)) as [number, number];
  if (oneSum !== otherSum) return oneSum - otherSum;
  // Diagonals go up and down in turn.
  return oneSum % 2 === 0 ? (other >> 3) - (one >> 3) : (one >> 3) - (other >> 3);
});

/** The steps at another quality, 1 to 100, as libjpeg scales them. */
export function stepsAt({ steps }: ComponentTables, quality: number): Uint8Array {
  const percent = quality < 50 ? 5_000 / quality : 200 - 2 * quality;
  return Uint8Array.from(steps, (step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}
