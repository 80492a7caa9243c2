import { setFlagsFromString } from "node:v8";
import { describeError, type Logger } from "./logger.ts";
import { v8Flags } from "./rights/restrict-process.ts";
import { createTerminal } from "./terminal.ts";

/** Prevents a process from starting. Each line tells the operator which setting or condition to correct. */
export class StartProblem extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "StartProblem";
    this.problems = problems;
  }
}

/**
 * Runs the main function of a process. A `StartProblem` ends the process with exit code 1 and one plain line per
 * problem on stderr, without a stack trace. An unexpected failure ends it at any time, with the loggable parts of the
 * error.
 */
export async function runMain(process: NodeJS.Process, main: () => Promise<void>): Promise<void> {
  // A process that was not started with these flags gets them now; it may be too late for some.
  for (const flag of v8Flags) setFlagsFromString(flag);
  const { line } = createTerminal(process.stderr);
  const crash = (error: unknown) => {
    line(JSON.stringify({ level: "fatal", msg: "unexpected failure", ...describeError(error) }));
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  try {
    await main();
  } catch (error) {
    const lines = error instanceof StartProblem ? error.problems : [startFailure(error)];
    for (const text of lines) line(text);
    process.exit(1);
  }
}

/** Explains Node's error codes. Messages are not shown, because they may quote secrets. */
function startFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: "The port is in use: set PORT and OPS_PORT to free ones",
    EADDRNOTAVAIL: "HOST, OPS_HOST: this machine has no such address",
    ENOTFOUND: "HOST, OPS_HOST: no such name",
    EACCES: "PORT, OPS_PORT: not allowed for this user; take ports above 1023",
  };
  return known[code] ?? `The process could not start: ${JSON.stringify(describeError(error))}`;
}

/**
 * Shuts the process down gracefully: the first SIGTERM or SIGINT runs `stop` and then exits with 0, or with 1 if `stop`
 * takes longer than `graceMs`. A second signal exits immediately.
 */
export function shutDownOnSignal(options: { logger: Logger; graceMs: number; stop(): Promise<void> }): void {
  const { logger, graceMs, stop } = options;
  let isStopping = false;

  function onSignal(signal: NodeJS.Signals): void {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, "shutting down");
    setTimeout(() => {
      logger.error({ signal }, "shutting down took too long");
      process.exit(1);
    }, graceMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(describeError(error), "shutting down failed");
        process.exit(1);
      },
    );
  }

  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
