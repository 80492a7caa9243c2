import { z } from "zod";
import { nameOfCall } from "#common/call.ts";
import { describeError } from "#common/logger.ts";
import { requestIdSchema } from "#common/queue/protocol.ts";
import { currentRequest } from "#common/request-scope.ts";
import type { RunCall } from "#workers/run.ts";

/** What runs in this process at a moment. */
export const runningNowSchema = z.object({
  /** The run whose code is being executed. */
  current: z.object({ requestId: requestIdSchema, tool: z.string() }),
  /** The other runs. */
  others: z.array(requestIdSchema),
  /** The stack. */
  frames: z.array(z.string()),
});
export type RunningNow = z.infer<typeof runningNowSchema>;

/**
 * A global function with this name returns a `RunningNow` as JSON, without `current` when it is no run's code: the
 * inspector reaches nothing else.
 */
export const runningNowName = "m365RunningNow";

/** Follows the runs of this process, and says what runs whenever it is asked, even in the middle of other code. */
export function followRuns(runCall: RunCall): RunCall {
  const running = new Map<string, string>();

  function runningNow(): Partial<RunningNow> {
    const requestId = currentRequest()?.requestId ?? "";
    const tool = running.get(requestId);
    return {
      ...(tool !== undefined && { current: { requestId, tool } }),
      others: [...running.keys()].filter((id) => id !== requestId),
      frames: describeError(new Error("here")).frames,
    };
  }
  Object.defineProperty(globalThis, runningNowName, {
    value: () => JSON.stringify(runningNow()),
    configurable: true,
  });

  return async function runFollowed(run) {
    const { call } = run;
    running.set(call.requestId, nameOfCall(call));
    try {
      await runCall(run);
    } finally {
      running.delete(call.requestId);
    }
  };
}
