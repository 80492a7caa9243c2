import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { createKeyedNames } from "#common/keyed-names.ts";
import { deriveKey } from "#common/queue/envelope.ts";
import { StartProblem } from "#common/run-main.ts";
import { commonSettings, readSettings, type SealingKeys } from "#common/settings.ts";

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
const keysOfSealingKey = (key: KeyObject): AuditKeys => keysOf(deriveKey(key, "audit"));

/** The keys to write with: from `AUDIT_KEY`, or from the first sealing key if it is not set. */
export function auditKeys(configured: string | undefined, [first]: SealingKeys): AuditKeys {
  return configured === undefined ? keysOfSealingKey(first.key) : keysOfAuditKey(configured);
}

/** The names of tenants and users in audit lines. */
export interface AuditNames {
  tenant(tenantId: string): string;
  user(tenantId: string, userId: string): string;
}

/**
 * Pseudonyms by HMAC-SHA256, stable for the same key; nobody without the key can reverse or guess them. With `plain`,
 * the IDs themselves.
 */
export function createNames(key: KeyObject, ids: "pseudonym" | "plain"): AuditNames {
  if (ids === "plain") return { tenant: (tenantId) => tenantId, user: (_, userId) => userId };
  const nameOf = createKeyedNames(key);
  const pseudonym = (...parts: string[]) => nameOf(JSON.stringify(parts)).slice(0, 22);
  return {
    tenant: (tenantId) => pseudonym("tenant", tenantId),
    user: (tenantId, userId) => pseudonym("user", tenantId, userId),
  };
}

const keySettings = z.object({
  AUDIT_KEY: z.string().min(1).optional(),
  SEALING_KEYS: commonSettings.SEALING_KEYS.optional(),
});

/**
 * All keys that lines of an audit log may have been written with, for those who read it. Each chain names its key.
 * @throws StartProblem if there is none
 */
export function readAuditKeys(environment: Readonly<Record<string, string | undefined>>): AuditKeys[] {
  const read = readSettings(keySettings, environment);
  if ("problems" in read) throw new StartProblem(read.problems);
  const { AUDIT_KEY: auditKey, SEALING_KEYS: sealingKeys = [] } = read.settings;
  const keys = [
    ...(auditKey === undefined ? [] : [keysOfAuditKey(auditKey)]),
    ...sealingKeys.map(({ key }) => keysOfSealingKey(key)),
  ];
  if (keys.length > 0) return keys;
  throw new StartProblem([
    "AUDIT_KEY or SEALING_KEYS is required (or AUDIT_KEY_FILE, SEALING_KEYS_FILE): as the gateway had it",
  ]);
}
