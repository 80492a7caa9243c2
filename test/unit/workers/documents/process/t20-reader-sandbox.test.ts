// T20: native code of a document in its parser process — the kernel refuses it the network, signals, other processes
// and new privileges.

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMetrics } from "#common/metrics.ts";
import { skipWhen } from "#test/support/loud-skip.ts";
import { childrenOf } from "#test/support/process-family.ts";
import { forbiddenSyscalls, makeSandbox, noSandbox } from "#test/support/reader-sandbox.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { createTextExtractor } from "#workers/documents/extract-text.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import { line, pdf } from "../hostile/pdf-files.ts";

/** "Function not implemented", as a number. */
const refused = 38;
const numbers = () =>
  new Map(
    execFileSync("enosys", ["--list"], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((row) => row.trim().split(/\s+/))
      .map(([number = "", name = ""]) => [name, number]),
  );

describe("a process that reads documents in its sandbox", skipWhen(noSandbox), () => {
  const folder = mkdtempSync(join(tmpdir(), "m365-sandbox-"));
  const filter = join(folder, "reader-sandbox.bpf");
  let sandbox: readonly string[];

  beforeAll(async () => {
    makeSandbox(filter);
    sandbox = (await findSandbox(filter)).command;
    expect(sandbox).toContain(filter);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is refused each system call of the list, made by any program", () => {
    const known = numbers();
    const wanted = forbiddenSyscalls.map((name) => known.get(name) ?? name);
    const program = 'print syscall($_, 0, 0, 0, 0, 0, 0) == -1 ? $! + 0 : 0, "\\n" for map { $_ + 0 } @ARGV';
    const [command = "", ...options] = sandbox;
    const answers = execFileSync(command, [...options, "perl", "-", ...wanted], {
      encoding: "utf8",
      input: program,
    });
    expect(answers.trim().split("\n")).toEqual(wanted.map(() => `${refused}`));
    // Each is another way to the same: without one of them the rest is of no use.
    for (const name of [
      "ptrace",
      "process_vm_readv",
      "process_vm_writev",
      "pidfd_getfd",
      "io_uring_setup",
      "prlimit64",
    ])
      expect(forbiddenSyscalls).toContain(name);
  });

  it("can't connect, ask for a name or signal the worker", async () => {
    const program = `const out = {};
      const answer = (name, error) => {
        out[name] = error?.code ?? "done";
        if (Object.keys(out).length === 3) fs.writeSync(3, JSON.stringify(out));
      };
      net.connect(${process.debugPort}, "127.0.0.1").on("error", (error) => answer("connect", error));
      dns.resolve("example.com", (error) => answer("name", error));
      try {
        process.kill(process.ppid, 0);
        answer("signal");
      } catch (error) {
        answer("signal", error);
      }`;
    const { child, answers } = spawnExtractor({ program: ["--eval", program], sandbox });
    const [out] = await once(answers, "data");
    child.kill("SIGKILL");
    expect(JSON.parse(out)).toEqual({ connect: "ENOSYS", signal: "ENOSYS", name: expect.not.stringMatching("done") });
  });

  it("reads documents as before, with no way to new privileges", async () => {
    const { metrics } = createMetrics(workerMetrics);
    const extractor = createTextExtractor({ maxProcesses: 1, metrics, sandbox });
    const others = childrenOf(process.pid);
    const { extractText } = extractor.forCall(callOf("read_resource"));
    const html = Buffer.from("<p>hello");
    expect(await extractText({ bytes: html, mediaType: "text/html" })).toMatchObject({ text: "hello" });
    expect(await extractText({ bytes: pdf([line("page")]), mediaType: "" })).toMatchObject({ text: "page" });
    const [reader] = childrenOf(process.pid).filter((pid) => !others.includes(pid));
    expect(readFileSync(`/proc/${reader}/status`, "utf8")).toMatch(/^NoNewPrivs:\t1\nSeccomp:\t2$/m);
    await extractor.close();
  });
});

describe("where there is no sandbox", () => {
  it("says why: no filter, or one that the kernel doesn't take", async () => {
    const message = "documents are read without a sandbox";
    expect(await findSandbox("/nowhere/reader-sandbox.bpf")).toEqual({
      command: [],
      lack: { message, problem: "there is no filter: only the image has one" },
    });
    expect(await findSandbox(import.meta.filename)).toEqual({
      command: [],
      lack: { message, problem: expect.stringMatching(/^setpriv with the filter ends with \w+$/) },
    });
  });
});
