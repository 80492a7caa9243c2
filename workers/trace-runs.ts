import { nameOfCall } from "#common/call.ts";
import type { Logger } from "#common/logger.ts";
import { inRequest } from "#common/request-scope.ts";
import { parseTraceparent, type Trace } from "#common/tracing/trace.ts";
import type { RunCall, RunReply } from "./run.ts";

/** Forwards every message and remembers the outcome of the run; `cancelled` if nobody waited for its answer. */
function watchReply(reply: RunReply): { reply: RunReply; outcome(): string } {
  let outcome = "cancelled";
  return {
    outcome: () => outcome,
    reply: {
      ...reply,
      async output(bytes, report) {
        await reply.output(bytes, report);
        outcome = "ok";
      },
      async error(error, report) {
        await reply.error(error, report);
        outcome = error.code;
      },
    },
  };
}

/** Runs each call within its request and trace, and logs the outcome of the run at debug level. */
export function traceRuns(runCall: RunCall, options: { trace: Trace; logger: Logger; now(): number }): RunCall {
  const { trace, logger, now } = options;
  return async function runInRequest(run) {
    const { call, number } = run;
    const tool = nameOfCall(call);
    const startedMs = now();
    const watched = watchReply(run.reply);
    await inRequest({ requestId: call.requestId, trace: parseTraceparent(run.traceparent) }, () =>
      trace(`run ${tool}`, { kind: "consumer", attributes: { tool, run: number } }, async (span) => {
        await runCall({ ...run, reply: watched.reply });
        const outcome = watched.outcome();
        span.set({ outcome });
        if (outcome !== "ok") span.fail(outcome);
        logger.debug({ tool, run: number, outcome, durationMs: Math.round(now() - startedMs) }, "run");
      }),
    );
  };
}
