import type { Logger } from "#common/logger.ts";
import { inRequest } from "#common/request-scope.ts";
import type { Trace } from "#common/tracing/trace.ts";
import { parseTraceparent } from "#common/tracing/traceparent.ts";
import type { RunTool, ToolReply } from "./run-tool.ts";

/** Passes everything on and remembers how the run ended; `cancelled` when nobody waited for its answer. */
function watchReply(reply: ToolReply): { reply: ToolReply; outcome(): string } {
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

/** Runs each tool as a part of the request and the trace that it was queued by, and says at debug how it ended. */
export function traceRuns(runTool: RunTool, options: { trace: Trace; logger: Logger; now(): number }): RunTool {
  const { trace, logger, now } = options;
  return async function runInRequest(run) {
    const { requestId, tool, number } = run;
    const startedMs = now();
    const watched = watchReply(run.reply);
    await inRequest({ requestId, trace: parseTraceparent(run.traceparent) }, () =>
      trace(`run ${tool}`, { kind: "consumer", attributes: { tool, run: number } }, async (span) => {
        await runTool({ ...run, reply: watched.reply });
        const outcome = watched.outcome();
        span.set({ outcome });
        if (outcome !== "ok") span.fail(outcome);
        logger.debug({ tool, run: number, outcome, durationMs: Math.round(now() - startedMs) }, "run");
      }),
    );
  };
}
