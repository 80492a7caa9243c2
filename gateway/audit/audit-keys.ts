import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { deriveKey } from "#common/queue/derive-key.ts";
import type { SealingKeys } from "#common/settings.ts";

/** The keys of one audit log. They differ, so that whoever can compute pseudonyms can't write lines. */
export interface AuditKeys {
  /** Key of the pseudonyms of users and tenants. */
  pseudonyms: KeyObject;
  /** Key of the MACs that chain the lines. */
  chain: KeyObject;
  /** Identifies the key of the chain without revealing it. The same key has the same ID. */
  id: string;
}

function keysOf(pseudonyms: KeyObject): AuditKeys {
  const chain = deriveKey(pseudonyms, "audit-chain");
  const id = createHmac("sha256", chain).update("key id").digest("base64url").slice(0, 11);
  return { pseudonyms, chain, id };
}

/** The keys derived from a configured `AUDIT_KEY`. */
export const keysOfAuditKey = (configured: string): AuditKeys => keysOf(createSecretKey(configured, "utf8"));

/** The keys derived from a sealing key, for use without an `AUDIT_KEY`. */
export const keysOfSealingKey = (key: KeyObject): AuditKeys => keysOf(deriveKey(key, "audit"));

/** The keys to write with: from `AUDIT_KEY`, or from the first sealing key if it is not set. */
export function auditKeys(configured: string | undefined, [first]: SealingKeys): AuditKeys {
  return configured === undefined ? keysOfSealingKey(first.key) : keysOfAuditKey(configured);
}
