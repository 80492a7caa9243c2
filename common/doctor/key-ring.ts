import { hkdfSync } from "node:crypto";
import type { SealingKeys } from "#common/settings.ts";
import { type Finding, ok } from "./check.ts";

/**
 * Four bytes for each key, by which a person or a program sees that two rings hold the same key. They come from the key
 * by HKDF under a label of their own and tell nothing of it.
 */
export function keyPrints(ring: SealingKeys): string[] {
  return ring.map(({ id, key }) => {
    const print = Buffer.from(hkdfSync("sha256", key.export(), "", "m365 doctor print", 4)).toString("hex");
    return `${id}:${print}`;
  });
}

export function keyRingFinding(ring: SealingKeys): Finding {
  const [first = "", ...others] = keyPrints(ring);
  return ok(`${first} encrypts${others.length === 0 ? "" : `; ${others.join(", ")} only for decryption`}`);
}
