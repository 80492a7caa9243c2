import { ToolError } from "#common/errors.ts";
import type { Workload } from "#common/tools/define-tool.ts";
import { nobodyWaits } from "./attempt-failure.ts";
import type { GraphCall, GraphLayer } from "./graph-layer.ts";
import { createSemaphores, type Leave } from "./semaphores.ts";
import { limitTime } from "./time-limit.ts";

/**
 * Requests at once per user, below what Graph allows: Outlook answers 429 from the fifth in one mailbox on
 * (https://learn.microsoft.com/graph/throttling-limits).
 */
const limits: Readonly<Record<Workload, number>> = { outlook: 3, files: 4, teams: 2, search: 2 };

/** More than any tool has open at once; beyond it something floods. */
const maxWaitingPerUser = 200;

/** Lets a user have only so many requests to one workload at once; the others wait their turn, inside the deadline. */
export function concurrencyLimit(options: { now: () => number }): GraphLayer {
  const semaphores = createSemaphores({ maxWaiting: maxWaitingPerUser });

  async function waitForPlace(call: GraphCall, key: string): Promise<Leave> {
    const limit = limitTime(call.signal, call.deadlineMs - options.now());
    try {
      const leave = await semaphores.waitForPlace(key, limit.signal).catch(() => {
        throw nobodyWaits();
      });
      if (leave !== undefined) return leave;
    } finally {
      limit.end();
    }
    throw new ToolError("rate_limited", "Too many requests of yours are waiting. Try again in 5 seconds.", {
      retryAfterSeconds: 5,
    });
  }

  return (next) =>
    async function sendInTurn(call) {
      const key = `${call.tenantId}|${call.userId}|${call.workload}`;
      const leave = semaphores.tryEnter(key, limits[call.workload]) ?? (await waitForPlace(call, key));
      try {
        return await next(call);
      } finally {
        leave();
      }
    };
}
