/** A setting or a surrounding that keeps a process from starting: each line tells the operator what to change. */
export class StartProblem extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "StartProblem";
    this.problems = problems;
  }
}

/**
 * Runs a process' main function. A `StartProblem` ends it with one plain line per problem on stderr and exit code 1,
 * without a stack trace.
 */
export async function runMain(process: NodeJS.Process, main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const lines = error instanceof StartProblem ? error.problems : [startFailure(error)];
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exit(1);
  }
}

/** Node's own codes say enough (`EADDRINUSE`); messages may quote what must not be shown. */
function startFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "EADDRINUSE") return "The port is in use: set PORT and OPS_PORT to free ones";
  return `The process could not start (${error instanceof Error ? error.name : typeof error}, code ${code})`;
}
