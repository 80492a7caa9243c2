import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** An empty folder of the test file, or of the `describe`, that calls this outside its tests: gone when that ends. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "m365-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
