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
    // Not what this is about: on a busy machine a process may take long to start.
    timeoutMs: 120_000,
    startProcess() {
      starts += 1;
      if (starts <= 3) throw Object.assign(new Error("spawn ENOMEM"), { code: "ENOMEM" });
      return startExtractorProcess();
    },
  });
  const read = () =>
    pool.extract({ bytes: Buffer.from("<p>hello</p>"), mediaType: "text/html" }, callOf("read_resource"));
  for (let tries = 0; tries < 3; tries += 1) await expect(read()).rejects.toThrow("ENOMEM");
  expect(await read()).toMatchObject({ extraction: { ok: true, format: "html" } });
});

test("a document whose process crashed has for its second try only what is left of its time", async () => {
  let nowMs = 0;
  const given: number[] = [];
  const { promise: never } = Promise.withResolvers<void>();
  const crashing = (): ExtractorProcess => {
    let documents = 0;
    return {
      async read({ name = "" }, { timeoutMs }) {
        documents += 1;
        given.push(timeoutMs);
        if (name === "harmless") return { ok: false, refusal: "damaged" };
        nowMs += 9_000;
        return undefined;
      },
      documents: () => documents,
      isWorn: () => false,
      end: async () => undefined,
      ended: never,
    };
  };
  pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 14_000, startProcess: crashing, now: () => nowMs });
  const read = (name: string) =>
    pool.extract({ bytes: Buffer.from("x"), mediaType: "", name }, callOf("read_resource"));
  const damaged = { ok: false, refusal: "damaged" };
  expect(await read("harmless")).toEqual({ extraction: damaged, leftMs: 14_000 });
  expect(await read("crashes it")).toEqual({ extraction: damaged, leftMs: -4_000 });
  expect(given).toEqual([14_000, 14_000, 5_000]);
});

test("waiting for a turn takes nothing of a document's time", async () => {
  let nowMs = 0;
  const { promise: ended } = Promise.withResolvers<void>();
  const startProcess = (): ExtractorProcess => ({
    async read({ name }) {
      nowMs += name === "first" ? 9_000 : 1_000;
      return { ok: false, refusal: "damaged" };
    },
    documents: () => 1,
    isWorn: () => false,
    end: async () => undefined,
    ended,
  });
  pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 14_000, startProcess, now: () => nowMs });
  const read = (name: string) =>
    pool.extract({ bytes: Buffer.from("x"), mediaType: "", name }, callOf("read_resource"));
  const all = await Promise.all([read("first"), read("second")]);
  expect(all.map(({ leftMs }) => leftMs)).toEqual([5_000, 13_000]);
});

test("the next process is there before the only one is worn, and reads on", async () => {
  const read: number[] = [];
  const startProcess = (): ExtractorProcess => {
    const number = read.push(0) - 1;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const documents = () => read[number] ?? 0;
    return {
      async read() {
        read[number] = documents() + 1;
        return { ok: false, refusal: "damaged" };
      },
      documents,
      isWorn: () => documents() >= 100,
      end: async () => end(),
      ended,
    };
  };
  pool = createExtractorPool({ maxProcesses: 2, timeoutMs: 15_000, startProcess });
  const readSome = async (documents: number) => {
    for (let one = 0; one < documents; one += 1)
      await pool.extract({ bytes: Buffer.from("x"), mediaType: "" }, callOf("read_resource"));
  };
  await readSome(79);
  expect(read).toEqual([79]);
  await readSome(1);
  await expect.poll(() => read).toEqual([80, 0]);
  await readSome(30);
  expect(read).toEqual([80, 30]);
});
