import { ToolError } from "#common/errors.ts";
import { nobodyWaits } from "./attempt-failure.ts";
import type { Gate, GateAnswer, GateLimits, Leave } from "./gate.ts";
import { toWholeSeconds } from "./retry-after.ts";
import { sleep } from "./time-limit.ts";

/** Spreads those who waited for the end of the same pause. */
const spreadMs = 250;
/** A turn that leaves the service less time than this to answer is of no use: better say at once when to come back. */
const leastForAnswerMs = 1_000;
/** How soon a request asks again for a place that others hold in other workers. */
const placeAgainMs = 50;

export interface Turn {
  limits: GateLimits;
  /** How messages call the service. */
  displayName: string;
  /** When nobody waits any more, Unix milliseconds. */
  deadlineMs: number;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** Told of each wait. */
  onHeld?: (reason: "rate" | "place" | "pause", delayMs: number) => void;
}

/**
 * Waits until the gate lets a request through; what it resolves to must be called when the request has ended. Rejects
 * with `rate_limited` and seconds at once if the turn comes too late for an answer, and with `deadline_exceeded` when
 * nobody waits any more. All who wait for one pause wait at the same time.
 */
export type WaitForTurn = (turn: Turn) => Promise<Leave>;

type OpenAnswer = Extract<GateAnswer, { state: "open" }>;

function comeBackLater(displayName: string, state: "paused" | "paced", waitMs: number): ToolError {
  const retryAfterSeconds = toWholeSeconds(waitMs);
  const what = state === "paused" ? "has asked for a pause" : "limits how fast it may be asked";
  const message = `${displayName} ${what}. Try again in ${retryAfterSeconds} seconds.`;
  return new ToolError("rate_limited", message, { retryAfterSeconds });
}

export function createWaitForTurn(options: { gate: Gate; now: () => number; random: () => number }): WaitForTurn {
  const { gate, now, random } = options;

  const wait = (delayMs: number, signal: AbortSignal) =>
    sleep(delayMs, signal).catch(() => {
      throw nobodyWaits();
    });

  /** Waits for a booked turn. A pause that began meanwhile is for it too: then it gives its place back. */
  async function isStillOpen({ afterMs, leave }: OpenAnswer, limits: GateLimits, signal: AbortSignal) {
    try {
      await wait(afterMs, signal);
      if ((await gate.pauseLeftMs(limits, afterMs)) <= 0) return true;
    } catch (error) {
      leave();
      throw error;
    }
    leave();
    return false;
  }

  return async function waitForTurn({ limits, displayName, deadlineMs, signal, onHeld }) {
    for (;;) {
      const leftMs = deadlineMs - now();
      if (leftMs <= 0) throw nobodyWaits();
      const mostWaitMs = Math.max(0, leftMs - leastForAnswerMs);
      const answer = await gate.ask(limits, mostWaitMs);
      if (answer.state === "open") {
        if (answer.afterMs === 0) return answer.leave;
        onHeld?.("rate", answer.afterMs);
        if (await isStillOpen(answer, limits, signal)) return answer.leave;
        continue;
      }
      if (answer.state !== "full" && answer.waitMs >= mostWaitMs) {
        throw comeBackLater(displayName, answer.state, answer.waitMs);
      }
      const delayMs = answer.state === "full" ? placeAgainMs * (0.5 + random()) : answer.waitMs + random() * spreadMs;
      onHeld?.(answer.state === "full" ? "place" : "pause", delayMs);
      await wait(delayMs, signal);
    }
  };
}
