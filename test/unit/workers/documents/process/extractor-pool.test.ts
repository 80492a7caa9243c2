import { afterEach, expect, test } from "vitest";
import { createExtractorPool, type ExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { startExtractorProcess } from "#workers/documents/process/extractor-process.ts";

let pool: ExtractorPool;
afterEach(() => pool.close());

test("a machine without room for a process costs the document that needed it, and no later one", async () => {
  let starts = 0;
  pool = createExtractorPool({
    maxProcesses: 1,
    timeoutMs: 15_000,
    startProcess() {
      starts += 1;
      if (starts <= 3) throw Object.assign(new Error("spawn ENOMEM"), { code: "ENOMEM" });
      return startExtractorProcess();
    },
  });
  const { signal } = new AbortController();
  const read = () => pool.extract({ bytes: Buffer.from("<p>hello</p>"), mediaType: "text/html" }, signal);
  for (let tries = 0; tries < 3; tries += 1) await expect(read()).rejects.toThrow("ENOMEM");
  expect(await read()).toMatchObject({ ok: true, format: "html" });
});
