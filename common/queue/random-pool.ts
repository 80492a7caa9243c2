import { randomBytes } from "node:crypto";

const poolBytes = 4_096;
let pool = randomBytes(poolBytes);
let taken = 0;

/** Random bytes of the system's generator, each given once. Asking it for twelve takes as long as for thousands. */
export function randomFromPool(length: number): Buffer {
  if (taken + length > pool.length) {
    pool = randomBytes(Math.max(poolBytes, length));
    taken = 0;
  }
  taken += length;
  return pool.subarray(taken - length, taken);
}
