const side = 8;

/** Cosines by frequency and place (ITU-T T.81, A.3.3). */
const cosines = Float64Array.from({ length: side * side }, (_, at) => {
  const [frequency, place] = [Math.floor(at / side), at % side];
  const scale = frequency === 0 ? Math.SQRT1_2 : 1;
  return (scale / 2) * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16);
});

const scratch = new Float64Array(side * side);

/** The cosine transform of a block of 8 × 8 values, row by row. Overwrites `coefficients`. */
export function forwardDct(block: Float64Array, coefficients: Float64Array): void {
  for (let at = 0; at < 64; at += 1) {
    const [row, frequency] = [at & ~7, at & 7];
    let sum = 0;
    for (let x = 0; x < side; x += 1) sum += (block[row + x] ?? 0) * (cosines[frequency * side + x] ?? 0);
    scratch[at] = sum;
  }
  for (let at = 0; at < 64; at += 1) {
    const [frequency, column] = [at >> 3, at & 7];
    let sum = 0;
    for (let y = 0; y < side; y += 1) sum += (scratch[y * side + column] ?? 0) * (cosines[frequency * side + y] ?? 0);
    coefficients[at] = sum;
  }
}
