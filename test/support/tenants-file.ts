import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DirectoryTenant } from "#test/fake-tenant/control/fake-control.ts";

/** A tenants file (`TENANTS_FILE`) with these tenants, which have this rule. Gone with this process. */
export function tenantsFile(tenants: readonly Pick<DirectoryTenant, "id">[], rule: string): string {
  const folder = mkdtempSync(join(tmpdir(), "tenants-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "tenants.yml");
  writeFileSync(path, `defaults:\n  ${rule}\ntenants:\n${tenants.map(({ id }) => `  - id: ${id}\n`).join("")}...\n`);
  return path;
}

/** More searches by meaning than a test asks. */
export const manyRetrievals = "retrieval: { searchesPerDay: 100000 }";
