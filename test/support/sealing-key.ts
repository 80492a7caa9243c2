import { createSecretKey, randomBytes } from "node:crypto";
import type { SealingKey } from "#common/settings.ts";

/** A key for a ring of sealing keys, new each time. */
export const newSealingKey = (id = "test"): SealingKey => ({ id, key: createSecretKey(randomBytes(32)) });
