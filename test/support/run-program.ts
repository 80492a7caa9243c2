import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export interface ProgramRun {
  /** Exit code, or the signal that ended it. */
  code: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** All of it, but for PATH, which is this process's own unless it is here. */
  environment?: Readonly<NodeJS.ProcessEnv>;
  cwd?: string;
  /** Default 50 s, after which it is killed. 0: it takes as long as it takes. */
  withinMs?: number;
  /** What it reads. Default: nothing. */
  input?: string;
}

const endWithParent = new URL("../bootstrap/end-with-parent.mjs", import.meta.url).href;

/** Node's own arguments for a script (a file URL) that must not outlive this process. */
export const scriptArguments = (script: string) => ["--import", endWithParent, fileURLToPath(script)];

/** Runs a script (a file URL) to its end. */
export const runProgram = (script: string, args: readonly string[], options: RunOptions = {}): Promise<ProgramRun> =>
  runCommand([process.execPath, ...scriptArguments(script), ...args], options);

/** Runs a program, the first of `command`, to its end. Rejects when it can't be started. */
export async function runCommand(
  [program = "", ...args]: readonly string[],
  { environment = {}, cwd, withinMs = 50_000, input }: RunOptions = {},
): Promise<ProgramRun> {
  const child = spawn(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: withinMs,
    killSignal: "SIGKILL",
  });
  // A program may exit without reading its stdin (EPIPE).
  child.stdin.on("error", () => undefined).end(input);
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code ?? signal, stdout, stderr };
}
