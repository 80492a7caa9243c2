import { ToolError } from "#common/errors.ts";
import { nobodyWaits } from "./attempt-failure.ts";
import { comeBackLater, leastForAnswerMs, placeFreeMs } from "./come-back-later.ts";
import type { GraphHttpRequest, GraphLayer } from "./graph-layer.ts";
import { graphLimits } from "./graph-limits.ts";
import { createSemaphores, type Leave } from "./semaphores.ts";
import { limitTime } from "./time-limit.ts";

/** More than any tool has open at once; beyond it something floods. */
const maxWaitingPerUser = 200;

/**
 * Lets one mailbox, or one user of another service, have only so many requests at once; the others wait their turn,
 * first come first served, and are `rate_limited` when it does not come in time for an answer. This process' part: what other workers send is counted by `throttle`.
 */
export function concurrencyLimit(options: { now: () => number }): GraphLayer {
  const semaphores = createSemaphores({ maxWaiting: maxWaitingPerUser });

  async function waitForPlace({ call }: GraphHttpRequest, key: string): Promise<Leave> {
    const limit = limitTime(call.signal, call.deadlineMs - leastForAnswerMs - options.now());
    try {
      const leave = await semaphores.waitForPlace(key, limit.signal).catch(() => {
        throw limit.isOver() ? comeBackLater("Microsoft 365", "full", placeFreeMs) : nobodyWaits();
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
    async function sendInTurn(request) {
      const { scope, atOnce } = graphLimits(request);
      const leave = semaphores.tryEnter(scope, atOnce) ?? (await waitForPlace(request, scope));
      try {
        return await next(request);
      } finally {
        leave();
      }
    };
}
