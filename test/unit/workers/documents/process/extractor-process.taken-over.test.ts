// T20: a document that crashes or takes over its parser process — no other document is affected, and the process has no
// secrets, no other files, no child processes and no code generation from strings.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { childrenOf } from "#test/support/process-family.ts";
import { residentBytes } from "#test/support/resident-bytes.ts";
import { until } from "#test/support/until.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { type ExtractorProcess, startExtractorProcess } from "#workers/documents/process/extractor-process.ts";
import { type SpawnedExtractor, spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";
import { hostileOthers } from "../hostile/other-formats.ts";
import { extractorOf, ownExtractor } from "./own-extractor.ts";

// A test file before this one may have left a stack running in the same process, which others go on to use.
const others = childrenOf(process.pid);
const extractText = ownExtractor();
const folder = join(import.meta.dirname, "../../../../../workers/documents/process");

const hungry = hostileOthers["a message of 24 MB without a line end"] ?? { make: () => new Uint8Array() };
const read = (html: string) => extractText({ bytes: new TextEncoder().encode(html), mediaType: "text/html" });
const isGone = (pid: number) => (residentBytes(pid) === 0 ? true : undefined);

function crashReaders(): void {
  const readers = childrenOf(process.pid).filter((pid) => !others.includes(pid));
  expect(readers).not.toEqual([]);
  for (const pid of readers) process.kill(pid, "SIGSEGV");
}

/** Not what sets the kernel's limits before, and ends by itself. */
function isSleep(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8") === "sleep\n";
  } catch {
    return false;
  }
}

/** What code can do in a process that reads documents: the codes of the errors, `done` where there is none. */
async function tried(what: Readonly<Record<string, string>>) {
  const lines = Object.entries(what).map(([name, code]) => `out.${name} = attempt(() => { ${code} });`);
  const program = `const out = { env: Object.keys(process.env).join() };
    const attempt = (work) => { try { work(); return "done"; } catch (error) { return error.code ?? error.name; } };
    ${lines.join("\n")}
    fs.writeSync(3, JSON.stringify(out));
    fs.readSync(0, Buffer.alloc(1));`;
  const { child, documents, answers } = spawnExtractor({ program: ["--eval", program] });
  const [out] = await once(answers, "data");
  const limits = readFileSync(`/proc/${child.pid}/limits`, "utf8");
  const oomScore = Number(readFileSync(`/proc/${child.pid}/oom_score_adj`, "utf8"));
  documents.end();
  await once(child, "exit");
  return { out: JSON.parse(out), limits, oomScore };
}

describe("a process that reads documents", () => {
  it("has no secrets, and can open no file, start no process or thread and make no code", async () => {
    const { out, limits, oomScore } = await tried({
      own: `fs.readFileSync(${JSON.stringify(join(folder, "extractor-main.ts"))})`,
      secrets: `fs.readFileSync(${JSON.stringify(join(folder, "../../../.env"))})`,
      foreign: 'fs.readFileSync("/proc/self/environ")',
      write: `fs.writeFileSync(${JSON.stringify(join(folder, "extractor-main.ts"))}, "")`,
      database: 'new (process.getBuiltinModule("node:sqlite").DatabaseSync)(":memory:")',
      start: 'child_process.spawnSync("/bin/true")',
      thread: 'new worker_threads.Worker("1", { eval: true })',
      native: 'process.binding("tcp_wrap")',
      code: 'new Function("return 1")()',
    });
    expect(out).toEqual({
      env: "OPENSSL_CONF,MALLOC_ARENA_MAX,PWD",
      own: "done",
      secrets: "ERR_ACCESS_DENIED",
      foreign: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      database: "TypeError",
      start: "ERR_ACCESS_DENIED",
      thread: "ERR_ACCESS_DENIED",
      native: "ERR_ACCESS_DENIED",
      code: "EvalError",
    });
    expect(oomScore, "the first to end when memory runs out").toBe(1_000);
    expect(limits).toMatch(/^Max core file size +1 +1 /m);
    expect(limits).toMatch(/^Max cpu time +60 /m);
  });

  it("ends when the process that started it is killed", async () => {
    const program = `import { spawnExtractor } from ${JSON.stringify(join(folder, "spawn-extractor.ts"))};
      const { child, answers } = spawnExtractor();
      answers.once("data", () => console.log(child.pid));`;
    const owner = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void owner.kill("SIGKILL"));
    const [line] = await once(owner.stdout, "data");
    const pid = Number(line);
    expect(residentBytes(pid)).toBeGreaterThan(0);
    owner.kill("SIGKILL");
    await until("the reader to end", () => isGone(pid));
  });

  it.each([
    ["is killed", (one: ExtractorProcess) => void one.end()],
    ["ends by itself", (_one: ExtractorProcess, { documents }: SpawnedExtractor) => void documents.end()],
  ])("takes with it what it has started when it %s", async (_how, end) => {
    // In place of native code, which can start a process where there is no sandbox.
    const spawned = spawnExtractor({ sandbox: ["/bin/sh", "-c", "sleep 1000 & read line"] });
    const one = startExtractorProcess(() => spawned);
    const pid = await until("it to start a process", () => childrenOf(spawned.child.pid ?? 0).find(isSleep));
    end(one, spawned);
    await one.ended;
    await until("the process to end", () => isGone(pid));
  });

  it("is given up alone: what is read beside a document that takes too much is read to its end", async () => {
    const ending = extractText({ bytes: hungry.make(), mediaType: "" }).then(
      () => "text",
      (error: Error) => error.message,
    );
    const beside: string[] = [];
    for (let at = 0; at < 5; at += 1)
      beside.push((await read(`<p>page ${at}${" word".repeat(20_000)}`)).text.slice(0, 6));
    expect(await ending).toMatch(/^Reading it takes too much memory\./);
    expect(beside).toEqual(["page 0", "page 1", "page 2", "page 3", "page 4"]);
  });

  it("is replaced when it dies, in the middle of a document too", async () => {
    await read("<p>first");
    crashReaders();
    expect(await read("<p>second")).toMatchObject({ text: "second" });
    const reading = read(`<p>third${"<p>x".repeat(20_000)}`);
    crashReaders();
    expect((await reading).text.slice(0, 5)).toBe("third");
  });

  it("ends when the worker has no more use for it", async () => {
    const short = extractorOf(1);
    const before = childrenOf(process.pid);
    await short.forCall(callOf("read_resource")).extractText({ bytes: Buffer.from("<p>x"), mediaType: "text/html" });
    const started = childrenOf(process.pid).filter((pid) => !before.includes(pid));
    expect(started).toHaveLength(1);
    await short.close();
    expect(started.filter((pid) => isGone(pid) === undefined)).toEqual([]);
  });
});
