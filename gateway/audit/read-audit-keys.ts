import { z } from "zod";
import { StartProblem } from "#common/run-main.ts";
import { commonSettings, readSettings } from "#common/settings.ts";
import { type AuditKeys, keysOfAuditKey, keysOfSealingKey } from "./audit-keys.ts";

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
