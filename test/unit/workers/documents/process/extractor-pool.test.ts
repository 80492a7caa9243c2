import { afterEach, expect, test } from "vitest";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { createExtractorPool, type ExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { type ExtractorProcess, startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import type { Asker } from "#workers/documents/process/reader-turns.ts";

let pool: ExtractorPool;
afterEach(() => pool.close());

test("a stranger's document is read while 25 slow ones of one person wait or are read", async () => {
  const begun: string[] = [];
  const stuck = (): ExtractorProcess => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    return {
      async read({ name = "" }) {
        begun.push(name);
        if (name === "slow") await ended;
        return { ok: false, refusal: "damaged" };
      },
      documents: () => begun.length,
      isWorn: () => false,
      async end() {
        end();
      },
      ended,
    };
  };
  pool = createExtractorPool({ maxProcesses: 2, timeoutMs: 15_000, startProcess: stuck });
  const read = (name: string, caller: Asker) =>
    pool.extract(
      { bytes: Buffer.from("x"), mediaType: "", name },
      callOf("read_resource", { caller: { ...somebody, ...caller } }),
    );
  const ada = { tenantId: "x", userId: "ada" };
  const slow = Array.from({ length: 25 }, () => read("slow", ada));
  await read("a colleague's", { tenantId: "x", userId: "bob" });
  await read("a stranger's", { tenantId: "y", userId: "eve" });
  expect(begun).toEqual(["slow", "a colleague's", "a stranger's"]);
  await pool.close();
  await Promise.allSettled(slow);
});

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
  const read = () =>
    pool.extract({ bytes: Buffer.from("<p>hello</p>"), mediaType: "text/html" }, callOf("read_resource"));
  for (let tries = 0; tries < 3; tries += 1) await expect(read()).rejects.toThrow("ENOMEM");
  expect(await read()).toMatchObject({ ok: true, format: "html" });
});
