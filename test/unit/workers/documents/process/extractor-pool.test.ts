import { afterEach, expect, test } from "vitest";
import { callOf, somebody } from "#test/unit/call-fixture.ts";
import { createExtractorPool, type ExtractorPool } from "#workers/documents/process/extractor-pool.ts";
import { type ExtractorProcess, startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import type { Asker } from "#workers/documents/process/reader-turns.ts";

let pool: ExtractorPool;
afterEach(() => pool.close());

const call = callOf("read_resource");
const source = (name: string) => ({ bytes: Buffer.from("x"), mediaType: "", name });
const damaged = { ok: false, refusal: "damaged" } as const;

/** A process that reads as the test says, never wears out, and ends when it is told to. */
function processThat(
  read: (name: string, reading: { timeoutMs: number; ended: Promise<void> }) => ReturnType<ExtractorProcess["read"]>,
): ExtractorProcess {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let documents = 0;
  return {
    read({ name = "" }, { timeoutMs }) {
      documents += 1;
      return read(name, { timeoutMs, ended });
    },
    documents: () => documents,
    isWorn: () => documents >= 100,
    end: async () => resolve(),
    ended,
  };
}

test("a stranger's document is read while 25 slow ones of one person wait or are read", async () => {
  const begun: string[] = [];
  const stuck = () =>
    processThat(async (name, { ended }) => {
      begun.push(name);
      if (name === "slow") await ended;
      return damaged;
    });
  pool = createExtractorPool({ maxProcesses: 2, timeoutMs: 15_000, startProcess: stuck });
  const read = (name: string, caller: Asker) =>
    pool.extract(source(name), callOf("read_resource", { caller: { ...somebody, ...caller } }));
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
  const read = () => pool.extract({ bytes: Buffer.from("<p>hello</p>"), mediaType: "text/html" }, call);
  for (let tries = 0; tries < 3; tries += 1) await expect(read()).rejects.toThrow("ENOMEM");
  expect(await read()).toMatchObject({ extraction: { ok: true, format: "html" } });
});

test("a document whose process crashed has for its second try only what is left of its time", async () => {
  let nowMs = 0;
  const given: number[] = [];
  const crashing = () =>
    processThat(async (name, { timeoutMs }) => {
      given.push(timeoutMs);
      if (name === "harmless") return damaged;
      nowMs += 9_000;
      return undefined;
    });
  pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 14_000, startProcess: crashing, now: () => nowMs });
  const read = (name: string) => pool.extract(source(name), call);
  expect(await read("harmless")).toEqual({ extraction: damaged, leftMs: 14_000 });
  expect(await read("crashes it")).toEqual({ extraction: damaged, leftMs: -4_000 });
  expect(given).toEqual([14_000, 14_000, 5_000]);
});

test("waiting for a turn takes nothing of a document's time", async () => {
  let nowMs = 0;
  const startProcess = () =>
    processThat(async (name) => {
      nowMs += name === "first" ? 9_000 : 1_000;
      return damaged;
    });
  pool = createExtractorPool({ maxProcesses: 1, timeoutMs: 14_000, startProcess, now: () => nowMs });
  const all = await Promise.all(["first", "second"].map((name) => pool.extract(source(name), call)));
  expect(all.map(({ leftMs }) => leftMs)).toEqual([5_000, 13_000]);
});

test("the next process is there before the only one is worn, and reads on", async () => {
  const started: ExtractorProcess[] = [];
  const startProcess = () => {
    const one = processThat(async () => damaged);
    started.push(one);
    return one;
  };
  const read = () => started.map(({ documents }) => documents());
  pool = createExtractorPool({ maxProcesses: 2, timeoutMs: 15_000, startProcess });
  const readSome = async (documents: number) => {
    for (let one = 0; one < documents; one += 1) await pool.extract(source(""), call);
  };
  await readSome(79);
  expect(read()).toEqual([79]);
  await readSome(1);
  await expect.poll(read).toEqual([80, 0]);
  await readSome(30);
  expect(read()).toEqual([80, 30]);
});
