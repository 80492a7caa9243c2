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

const endWithParent = new URL("../bootstrap/end-with-parent.mjs", import.meta.url).href;

/** Node's own arguments for a script (a file URL) that must not outlive this process. */
export const scriptArguments = (script: string) => ["--import", endWithParent, fileURLToPath(script)];

/** Runs a script (a file URL) to its end; it is killed after `withinMs`. */
export async function runProgram(
  script: string,
  args: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; cwd?: string; withinMs?: number } = {},
): Promise<ProgramRun> {
  const { environment = {}, cwd, withinMs = 50_000 } = options;
  const child = spawn(process.execPath, [...scriptArguments(script), ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: withinMs,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code ?? signal, stdout, stderr };
}
