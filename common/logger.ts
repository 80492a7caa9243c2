import { type Logger, pino } from "pino";
import { writeOncePerTurn } from "./log-destination.ts";
import { currentRequest } from "./request-scope.ts";

/**
 * The only fields that a log line may have. Anything else is dropped, so that content, tokens and identities can't
 * slip in with an object that somebody logs whole.
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

/** What ties a line to its request, and to its trace where there is one. */
function requestFields(): { requestId?: string; traceId?: string } {
  const request = currentRequest();
  if (request === undefined) return {};
  const { requestId, trace } = request;
  return { requestId, ...(trace && { traceId: trace.traceId }) };
}

/**
 * JSON lines on stderr. Fields outside the allow-list are dropped silently; what is logged for a request has its id,
 * and its trace's, by itself.
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
 * What of an unexpected error may be logged: its name, its code and where it was thrown. Not its message, which may
 * quote what it failed on (`JSON.parse` does).
 */
export function describeError(error: unknown): { errorName: string; errorCode?: string; frames: string[] } {
  if (!(error instanceof Error)) return { errorName: typeof error, frames: [] };
  const lines = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const code = codeOf(error) ?? codeOf(error.cause) ?? redisErrorWord(error);
  return {
    errorName: error.name,
    ...(code !== undefined && { errorCode: code }),
    frames: lines.slice(0, 8).map((line) => line.trim()),
  };
}

/** Node's own code, which `fetch` has in the cause of its error. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Redis begins an error with a word for its kind, such as `WRONGPASS` or `OOM`; what follows may quote a command. */
export function redisErrorWord(error: Error): string | undefined {
  return error.name === "ReplyError" ? /^[A-Z]{2,20}(?= )/.exec(error.message)?.[0] : undefined;
}
