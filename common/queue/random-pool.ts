import { randomBytes } from "node:crypto";

const poolBytes = 4_096;
let pool = randomBytes(poolBytes);
let taken = 0;

/**
 * Random bytes of the system's generator, each used once. The generator takes as long for twelve bytes as for
 * thousands.
 */
export function randomFromPool(length: number): Buffer {
  if (taken + length > pool.length) {
    pool = randomBytes(Math.max(poolBytes, length));
    taken = 0;
  }
  taken += length;
  return pool.subarray(taken - length, taken);
}
