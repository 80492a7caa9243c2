import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { catalog } from "#common/tools/catalog.ts";
import { createControlClient } from "#test/fake-tenant/control/control-door.ts";
import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import { until } from "#test/support/until.ts";

/** A demo as a person starts it. */
interface RunningDemo {
  child: ChildProcess;
  output(): string;
  /** Resolves to the first group of the pattern once the demo has printed it. */
  printed(pattern: RegExp): Promise<string>;
  /** Every process that the demo has started, and theirs. Ask when it is up. */
  descendants(): Promise<number[]>;
  exitCode: Promise<number | null>;
}

const patienceMs = 100_000;
const isUp = /(started in)/;
const isReady = /(Ctrl-C ends everything)/;

const running: RunningDemo[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill("SIGKILL");
});

function startDemo(...args: string[]): RunningDemo {
  const child = spawn(process.execPath, ["test/demo/main.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exitCode = once(child, "close").then(([code]): number | null => code);
  const demo: RunningDemo = {
    child,
    output: () => output,
    async printed(pattern) {
      const found = until(`${pattern} in the demo's output`, () => pattern.exec(output)?.[1], patienceMs);
      const ended = exitCode.then((code) => {
        const late = pattern.exec(output)?.[1];
        if (late !== undefined) return late;
        throw new Error(`the demo ended with ${code}:\n${output}`);
      });
      return await Promise.race([found, ended]);
    },
    descendants: () => descendantsOf(child.pid ?? 0),
    exitCode,
  };
  running.push(demo);
  return demo;
}

async function descendantsOf(ancestor: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-e", "-o", "pid=,ppid="]);
  const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const found = [ancestor];
  for (const parent of found) {
    for (const [pid, parentPid] of pairs) if (pid !== undefined && parentPid === parent) found.push(pid);
  }
  return found.slice(1);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The README's table of questions, with the parts of each answer that the demo prints. */
async function questionsOfReadme(): Promise<{ question: string; tool: string; answer: string[] }[]> {
  const rows = (await readFile("README.md", "utf8")).matchAll(/^\| \w+: (“.+”) \| `(\w+)` \| (.+) \|$/gmu);
  const questions = Array.from(rows, ([, question = "", tool = "", answer = ""]) => {
    return { question, tool, answer: answer.split(" · ") };
  });
  expect(questions).toHaveLength(6);
  return questions;
}

/** The shell that watches over Redis goes a moment after Redis. */
async function expectAllGone(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThanOrEqual(4);
  await until("the demo's processes to go", () => !pids.some(isAlive));
}

describe("the demo with --once", () => {
  test("calls every tool, finds all answers right, and leaves no process behind", async () => {
    const demo = startDemo("--once");
    await demo.printed(isUp);
    const pids = await demo.descendants();
    expect({ code: await demo.exitCode, wrong: /WRONG.*|FAILED.*/.exec(demo.output())?.[0] }).toEqual({ code: 0 });
    for (const { name } of catalog) expect(demo.output()).toContain(`→ ${name}  `);
    expect(demo.output()).toMatch(/All well: \d+ calls/);
    for (const { question, tool, answer } of await questionsOfReadme()) {
      expect(demo.output()).toContain(`${question}\n  → ${tool}  `);
      for (const part of answer) expect(demo.output()).toContain(part);
    }
    await expectAllGone(pids);
  });
});

describe("the demo that stays up", () => {
  test("prints an address and a token that work, and ends with 0 on Ctrl-C, leaving no process behind", async () => {
    const demo = startDemo();
    const url = await demo.printed(/export URL=(\S+) /);
    const token = await demo.printed(/TOKEN=(\S+)\n/);
    await demo.printed(isReady);
    const answer = await readRpcAnswer(await postToolCall("legacy", { url, token, tool: "outlook_email_search" }));
    expect(answer.result?.isError).toBeFalsy();
    await demo.printed(/(a call came in: outlook_email_search → ok)/);
    const pids = await demo.descendants();
    demo.child.kill("SIGINT");
    expect(await demo.exitCode).toBe(0);
    await expectAllGone(pids);
  });

  test("fails, naming what is wrong, when a tool's answer is not what it should be", async () => {
    const demo = startDemo();
    const control = createControlClient(await demo.printed(/control of the fake tenant +(\S+)\n/));
    await demo.printed(isReady);
    const pids = await demo.descendants();
    await control.addRule({
      door: "graph",
      match: { pathPattern: "/messages" },
      response: { status: 200, body: { value: [] } },
    });
    demo.child.kill("SIGUSR2");
    expect(await demo.exitCode).toBe(1);
    expect(demo.output()).toContain("WRONG the search should find “Arrival notice MV Aoi Maru”");
    await expectAllGone(pids);
  });

  test("fails with the last words of a process that crashed, and leaves no process behind", async () => {
    const demo = startDemo();
    const pid = Number(await demo.printed(/worker 2 +pid (\d+)/));
    await demo.printed(isUp);
    const pids = await demo.descendants();
    process.kill(pid, "SIGKILL");
    expect(await demo.exitCode).toBe(1);
    expect(demo.output()).toMatch(
      /FAILED worker 2 ended by itself \(SIGKILL\)\. Its last words:\n(?: .*\n)* .*"msg":"listening"/,
    );
    await expectAllGone(pids);
  });
});
