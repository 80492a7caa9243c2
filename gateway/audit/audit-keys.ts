import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { deriveKey } from "#common/queue/derive-key.ts";
import type { SealingKeys } from "#common/settings.ts";

/** The keys of one audit log. They are apart, so that whoever may name people can't write lines. */
export interface AuditKeys {
  /** Of the pseudonyms of people and organisations. */
  pseudonyms: KeyObject;
  /** Of the MACs that chain the lines. */
  chain: KeyObject;
  /** Names the chain's key without giving it away: the same for the same key. */
  id: string;
}

function keysOf(pseudonyms: KeyObject): AuditKeys {
  const chain = deriveKey(pseudonyms, "audit-chain");
  const id = createHmac("sha256", chain).update("key id").digest("base64url").slice(0, 11);
  return { pseudonyms, chain, id };
}

/** The keys that a configured `AUDIT_KEY` gives. */
export const keysOfAuditKey = (configured: string): AuditKeys => keysOf(createSecretKey(configured, "utf8"));

/** The keys that a sealing key gives where no `AUDIT_KEY` is set. */
export const keysOfSealingKey = (key: KeyObject): AuditKeys => keysOf(deriveKey(key, "audit"));

/** The keys to write with: of `AUDIT_KEY`, else of the first sealing key. */
export function auditKeys(configured: string | undefined, [first]: SealingKeys): AuditKeys {
  return configured === undefined ? keysOfSealingKey(first.key) : keysOfAuditKey(configured);
}
