import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DirectoryTenant } from "#test/fake-tenant/control/control-types.ts";

/** A tenants file (`TENANTS_FILE`), which goes with this process. */
export function createTenantsFile() {
  const folder = mkdtempSync(join(tmpdir(), "tenants-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "tenants.yml");
  return {
    path,
    /** As editors and Kubernetes do it: a new file takes the old one's place. */
    write(text: string) {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    },
  };
}

/** The path of a tenants file with these tenants, which have this rule. */
export function tenantsFile(tenants: readonly Pick<DirectoryTenant, "id">[], rule: string): string {
  const { path, write } = createTenantsFile();
  write(`defaults:\n  ${rule}\ntenants:\n${tenants.map(({ id }) => `  - id: ${id}\n`).join("")}...\n`);
  return path;
}

/** More searches by meaning than a test asks. */
export const manyRetrievals = "retrieval: { searchesPerDay: 100000 }";
