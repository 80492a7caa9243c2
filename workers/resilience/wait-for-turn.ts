import { nobodyWaits } from "./attempt-failure.ts";
import { comeBackLater, leastForAnswerMs, placeFreeMs } from "./come-back-later.ts";
import type { Gate, GateAnswer, GateLimits, Leave } from "./gate.ts";
import { sleep } from "./time-limit.ts";

/** Spreads those who waited for the end of the same pause. */
const spreadMs = 250;
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
 * with `rate_limited` and seconds if the turn comes too late for an answer, at once where that is known before, and with
 * `deadline_exceeded` when nobody waits any more. All who wait for one pause wait at the same time.
 */
export type WaitForTurn = (turn: Turn) => Promise<Leave>;

type OpenAnswer = Extract<GateAnswer, { state: "open" }>;
type FullAnswer = Extract<GateAnswer, { state: "full" }>;

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
    let line: FullAnswer | undefined;
    try {
      for (;;) {
        const leftMs = deadlineMs - now();
        if (leftMs <= 0) throw line === undefined ? nobodyWaits() : comeBackLater(displayName, "full", placeFreeMs);
        const mostWaitMs = Math.max(0, leftMs - leastForAnswerMs);
        const answer = await gate.ask(limits, mostWaitMs, line?.place);
        if (answer.state !== "full") line?.leave();
        line = answer.state === "full" ? answer : undefined;
        if (answer.state === "open") {
          if (answer.afterMs === 0) return answer.leave;
          onHeld?.("rate", answer.afterMs);
          if (await isStillOpen(answer, limits, signal)) return answer.leave;
          continue;
        }
        const waitMs = answer.state === "full" ? placeAgainMs * (0.5 + random()) : answer.waitMs;
        if (waitMs >= mostWaitMs) {
          throw comeBackLater(displayName, answer.state, answer.state === "full" ? placeFreeMs : waitMs);
        }
        const delayMs = answer.state === "full" ? waitMs : waitMs + random() * spreadMs;
        onHeld?.(answer.state === "full" ? "place" : "pause", delayMs);
        await wait(delayMs, signal);
      }
    } finally {
      line?.leave();
    }
  };
}
