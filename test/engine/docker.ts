import { type ProgramRun, runCommand } from "#test/support/run-program.ts";
import type { Environment } from "#test/support/service-settings.ts";

export interface RunOptions {
  readonly cwd?: string;
  /** On top of this process's own. */
  readonly environment?: Environment;
}

export interface RunResult extends Pick<ProgramRun, "code"> {
  /** Standard output, trimmed. */
  readonly output: string;
  readonly errors: string;
}

/** Runs a program to its end, whatever its exit code. */
export async function run(
  file: string,
  args: readonly string[],
  { environment, ...options }: RunOptions = {},
): Promise<RunResult> {
  const whole = { ...options, environment: { ...process.env, ...environment }, withinMs: 0 };
  const { code, stdout, stderr } = await runCommand([file, ...args], whole);
  return { code, output: stdout.trim(), errors: stderr.trim() };
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
