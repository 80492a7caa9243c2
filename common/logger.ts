import { type DestinationStream, type Logger, pino } from "pino";
import { currentRequest } from "./request-scope.ts";

/**
 * The only fields that a log line may have. All others are dropped, so that content, tokens and identities can't get
 * into the log with an object that is logged as a whole.
 */
const allowedFields = new Set([
  "code",
  "component",
  "durationMs",
  "errorCode",
  "errorName",
  "frames",
  "host",
  "kid",
  "microsoftTraceId",
  "outcome",
  "port",
  "problem",
  "reason",
  "redisVersion",
  "referenceId",
  "requestId",
  "retryAfterSeconds",
  "run",
  "service",
  "signal",
  "slots",
  "status",
  "tool",
  "traceId",
  "url",
  "workload",
]);

export type { Logger };

/** Fields that link a line to its request and, if there is one, to its trace. */
function requestFields(): { requestId?: string; traceId?: string } {
  const request = currentRequest();
  if (request === undefined) return {};
  const { requestId, trace } = request;
  return { requestId, ...(trace && { traceId: trace.traceId }) };
}

/**
 * Writes JSON lines to stderr. Fields outside the allow-list are dropped silently. Lines logged during a request
 * contain its request ID and trace ID automatically.
 * @param destination for tests; stderr otherwise
 */
export function createLogger(
  options: { process: string; level: string },
  destination: pino.DestinationStream = writeOncePerTurn(pino.destination({ fd: 2, sync: true })),
): Logger {
  return pino(
    {
      level: options.level,
      base: { process: options.process },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: requestFields,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => allowedFields.has(key))),
      },
    },
    destination,
  );
}

/**
 * The parts of an unexpected error that may be logged: its name, its code and its stack frames. Its message is left
 * out, because it may quote content (as that of `JSON.parse` does).
 */
export function describeError(error: unknown): { errorName: string; errorCode?: string; frames: string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error, frames: [] };
  const messageLines = error.message.split("\n").length;
  const lines = (error.stack ?? "").split("\n").slice(messageLines);
  const code = codeOf(error) ?? codeOf(error.cause) ?? redisErrorWord(error);
  return {
    errorName: error.name,
    ...(code !== undefined && { errorCode: code }),
    frames: lines
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
  };
}

/** Node's error code. `fetch` has it in the cause of its error. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The first word of a Redis error is its kind, such as `WRONGPASS` or `OOM`. The rest may quote a command. */
export function redisErrorWord(error: Error): string | undefined {
  return error.name === "ReplyError" ? /^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] : undefined;
}

/** Runs a task at the end of the current event-loop turn. */
export type AtEndOfTurn = (task: () => void) => void;

/** Runs tasks at the end of the current event-loop turn, in order; immediately once the process is exiting. */
export function createEndOfTurn(): AtEndOfTurn {
  let tasks: (() => void)[] = [];
  let isExiting = false;
  function run(): void {
    const due = tasks;
    tasks = [];
    for (const task of due) task();
  }
  process.on("exit", () => {
    isExiting = true;
    run();
  });
  return function atEndOfTurn(task) {
    if (isExiting) return task();
    if (tasks.length === 0) setImmediate(run);
    tasks.push(task);
  };
}

/**
 * Batches the lines of one event-loop turn into one write, to save a system call per line. Pending lines are written
 * when the process exits.
 */
export function writeOncePerTurn(destination: DestinationStream): DestinationStream {
  const atEndOfTurn = createEndOfTurn();
  let lines = "";
  function flush(): void {
    const due = lines;
    // Reset first, so that a failing write does not suppress all later ones.
    lines = "";
    destination.write(due);
  }
  return {
    write(line) {
      const isFirst = lines === "";
      lines += line;
      if (isFirst) atEndOfTurn(flush);
    },
  };
}
