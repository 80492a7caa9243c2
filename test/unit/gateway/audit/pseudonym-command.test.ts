import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownFolder } from "#test/support/own-folder.ts";
import { auditCommand, auditInMemory, auditKey, caller, ended, parsed } from "./audit-fixture.ts";

const folder = ownFolder();
const keyFile = join(folder, "key");
writeFileSync(keyFile, `${auditKey}\n`);

const pseudonym = (env: Record<string, string>, ...parameters: string[]) =>
  auditCommand("pseudonym", env, ...parameters);
const ids = ["--tenant", caller.tenantId.toUpperCase(), "--person", caller.userId.toUpperCase()];

test("names a person and their tenant as the lines of their calls do, and the key as the chain does", async () => {
  const { audit, lines } = auditInMemory();
  audit.callEnded(ended());
  await audit.close();
  const [opened, finished] = parsed(lines().join("\n"));
  const { status, stdout } = pseudonym({ AUDIT_KEY_FILE: keyFile }, ...ids);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ keyId: opened?.keyId, tenant: finished?.tenant, user: finished?.user });
});

test("names a tenant alone, once for each sealing key where there is no key of the audit log", () => {
  const key = () => randomBytes(32).toString("base64");
  const { stdout } = pseudonym({ SEALING_KEYS: `k2:${key()},k1:${key()}` }, "--tenant", caller.tenantId);
  const named = parsed(stdout);
  expect(named).toEqual([0, 1].map(() => ({ keyId: expect.any(String), tenant: expect.any(String) })));
  expect(named[0]?.tenant).not.toBe(named[1]?.tenant);
});

test.each([
  ["no tenant is given", () => pseudonym({ AUDIT_KEY: auditKey }, "--person", caller.userId), /^usage: /],
  ["a name is given for an ID", () => pseudonym({ AUDIT_KEY: auditKey }, "--tenant", "contoso.com"), /^usage: /],
  ["an option is unknown", () => pseudonym({ AUDIT_KEY: auditKey }, ...ids, "--user", "x"), /^usage: /],
  ["there is no key", () => pseudonym({}, ...ids), /^AUDIT_KEY or SEALING_KEYS is required/],
])("ends with 1 and plain words when %s", (_case, run, words) => {
  const { status, stdout, stderr } = run();
  expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: expect.stringMatching(words) });
});
