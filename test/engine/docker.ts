import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Environment } from "#test/support/service-settings.ts";

export interface RunOptions {
  readonly cwd?: string;
  /** On top of this process's own. */
  readonly environment?: Environment;
  /** A file to read as standard input. */
  readonly stdin?: string;
}

export interface RunResult {
  readonly code: number;
  /** Standard output, trimmed. */
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end, whatever its exit code. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const env = { ...process.env, ...options.environment };
  const child = spawn(file, args, { ...(options.cwd && { cwd: options.cwd }), env });
  const outputs = ["", ""];
  for (const [index, stream] of [child.stdout, child.stderr].entries())
    stream.on("data", (chunk) => (outputs[index] += String(chunk)));
  child.stdin.on("error", () => undefined);
  if (options.stdin === undefined) child.stdin.end();
  else createReadStream(options.stdin).pipe(child.stdin);
  const [code] = await once(child, "close");
  return { code: code ?? -1, output: outputs[0]?.trim() ?? "", errors: outputs[1]?.trim() ?? "" };
}

/** What `docker ARGS` prints. @throws with the end of what it said when it fails. */
export async function docker(args: readonly string[], options: RunOptions = {}): Promise<string> {
  return succeed("docker", args, options);
}

/** The same of any program. */
export async function succeed(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output, errors } = await run(file, args, options);
  if (code === 0) return output;
  const words = `${output}\n${errors}`.trim().split("\n").slice(-30).join("\n");
  throw new Error(`${file} ${args.join(" ")} ended with ${code}:\n${words}`);
}
