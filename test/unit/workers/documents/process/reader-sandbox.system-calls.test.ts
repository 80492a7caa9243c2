// T20: native code of a document in its parser process — the kernel refuses it the network, signals, other processes,
// processes of its own and new privileges, by whatever number or argument it asks.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { skipWhen } from "#test/support/loud-skip.ts";
import { ownFolder } from "#test/support/own-folder.ts";
import { childrenOf } from "#test/support/process-family.ts";
import { forbiddenSyscalls, makeSandbox, noSandbox, systemCalls } from "#test/support/reader-sandbox.ts";
import { residentBytes } from "#test/support/resident-bytes.ts";
import { until } from "#test/support/until.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import { findSandbox } from "#workers/documents/process/find-sandbox.ts";
import { spawnExtractor } from "#workers/documents/process/spawn-extractor.ts";
import { line, pdf } from "../hostile/pdf-files.ts";
import { extractorOf } from "./own-extractor.ts";

/** "Function not implemented", as a number. */
const refused = 38;

describe("a process that reads documents in its sandbox", skipWhen(noSandbox), () => {
  const folder = ownFolder();
  const filter = join(folder, "reader-sandbox.bpf");
  let sandbox: readonly string[];

  beforeAll(async () => {
    makeSandbox(filter);
    sandbox = (await findSandbox(filter)).command;
    expect(sandbox).toContain(filter);
  });

  /** What a program in Perl says in the sandbox, line by line. */
  function answersTo(input: string, ...args: string[]): string[] {
    const [command = "", ...options] = sandbox;
    const said = execFileSync(command, [...options, "perl", "-", ...args], { encoding: "utf8", input });
    return said.trim().split("\n");
  }

  it("is refused each system call of the list, made by any program", () => {
    const known = systemCalls();
    const wanted = forbiddenSyscalls.map((name) => `${known.get(name) ?? name}`);
    const program = 'print syscall($_, 0, 0, 0, 0, 0, 0) == -1 ? $! + 0 : 0, "\\n" for map { $_ + 0 } @ARGV';
    expect(answersTo(program, ...wanted)).toEqual(wanted.map(() => `${refused}`));
    // Each is another way to the same: without one of them the rest is of no use.
    const others = ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "io_uring_setup", "prlimit64"];
    expect(forbiddenSyscalls).toEqual(expect.arrayContaining(others));
  });

  it("can't have the kernel signal somebody, start a process, or outlive its worker", () => {
    const known = systemCalls();
    const tries: Record<string, readonly [name: string, ...args: number[]]> = {
      "signal a process by a file": ["fcntl", 0, 8, process.pid],
      "choose the signal": ["fcntl", 0, 10, 10],
      "signal a process by a socket": ["ioctl", 0, 0x8901, 0],
      fork: ["clone", 17, 0, 0, 0, 0],
      "fork into a user namespace": ["clone", 0x1000_0011, 0, 0, 0, 0],
      "fork by its newer name": ["clone3", 0, 0],
      "live on": ["prctl", 1, 0, 0, 0, 0],
    };
    // What starts a process gives 0 in it: there it would say so too.
    const lines = Object.values(tries).map(
      ([name, ...args]) => `print syscall(${[known.get(name), ...args]}) == -1 ? $! + 0 : 0, "\\n";`,
    );
    expect(answersTo(lines.join("\n"))).toEqual(lines.map(() => `${refused}`));
  });

  it("leaves nothing in the kernel's memory, and no file open to others", () => {
    const known = systemCalls();
    const file = join(folder, "secret");
    writeFileSync(file, "", { mode: 0o600 });
    /** IPC_RMID, and IPC_CREAT for everybody. */
    const [removed, createNew] = [0, 0o1666];
    const lines = [
      `my $memory = syscall(${known.get("shmget")}, 0, 4096, ${createNew});`,
      `print $memory == -1 ? $! + 0 : "left", "\\n"; syscall(${known.get("shmctl")}, $memory, ${removed}, 0);`,
      `my $queue = syscall(${known.get("msgget")}, 0, ${createNew});`,
      `print $queue == -1 ? $! + 0 : "left", "\\n"; syscall(${known.get("msgctl")}, $queue, ${removed}, 0);`,
      `print chmod(0666, ${JSON.stringify(file)}) ? "open" : $! + 0, "\\n";`,
    ];
    expect(answersTo(lines.join("\n"))).toEqual(["shared memory", "a queue", "a mode"].map(() => `${refused}`));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is killed when it asks by a number of the x32 kind", () => {
    const input = `syscall(${0x4000_0000 | (systemCalls().get("getpid") ?? 0)}); print "lives"`;
    const [command = "", ...options] = sandbox;
    const { signal, stdout } = spawnSync(command, [...options, "perl", "-"], { encoding: "utf8", input });
    expect({ signal, stdout }).toEqual({ signal: "SIGSYS", stdout: "" });
  });

  it("ends with its worker, even if it does not listen any more", async () => {
    const file = join(import.meta.dirname, "../../../../../workers/documents/process/spawn-extractor.ts");
    const deaf = 'fs.writeSync(3, "x"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
    const program = `import { spawnExtractor } from ${JSON.stringify(file)};
      const { child, answers } = spawnExtractor(${JSON.stringify({ program: ["--eval", deaf], sandbox })});
      answers.once("data", () => console.log(child.pid));`;
    const options = ["--input-type=module", "--eval", program];
    const owner = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await once(owner.stdout, "data"));
    expect(residentBytes(pid)).toBeGreaterThan(0);
    owner.kill("SIGKILL");
    await until("the reader to end", () => (residentBytes(pid) === 0 ? true : undefined));
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
    const extractor = extractorOf(1, sandbox);
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
      kind: "none",
      command: [],
      lack: { message, problem: "there is no filter: the image has one, and `npm run sandbox` makes one" },
    });
    expect(await findSandbox(import.meta.filename)).toEqual({
      kind: "none",
      command: [],
      lack: { message, problem: expect.stringMatching(/^setpriv with the filter ends with \w+$/) },
    });
  });
});
