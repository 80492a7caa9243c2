import { setTimeout as platformDelay } from "node:timers/promises";
import { retryLater, type ToolError } from "#common/errors.ts";
import type { Slot } from "#workers/slots/run-slot.ts";
import { deadlineExceeded } from "./attempt-failure.ts";
import type { Gate, GateAnswer, GateLimits, Leave } from "./gate.ts";
import { maxWaiting } from "./request-limits.ts";
import { toWholeSeconds } from "./retry-after.ts";
import { createSemaphores } from "./semaphores.ts";

/** A turn that leaves the service less time than this to answer is refused at once, with the time to come back. */
const minAnswerMs = 1_000;

/** Time after which a place is assumed to be free: requests last from some tenths of a second to several seconds. */
const placeWaitMs = 5_000;

const reasons = {
  paused: "has asked for a pause",
  paced: "limits the rate of requests",
  full: "limits how many requests run at once, and others are running",
} as const;

/** The error for a turn that comes too late, with the seconds after which a request may come in time. */
function turnTooLate(displayName: string, reason: keyof typeof reasons, waitMs: number): ToolError {
  return retryLater("rate_limited", `${displayName} ${reasons[reason]}`, { retryAfterSeconds: toWholeSeconds(waitMs) });
}

/** Spreads the requests that waited for the end of the same pause. */
const spreadMs = 250;
/** How often a request asks again for a place that requests of other workers hold. */
const askAgainMs = 50;

export interface Turn {
  limits: GateLimits;
  /** The name of the service in messages. */
  displayName: string;
  /** Unix milliseconds, after which nobody waits. */
  deadlineMs: number;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
  /** Hears of each wait for other workers' requests, a rate or a pause, before it begins. */
  onHeld?: (reason: "rate" | "place" | "pause", delayMs: number) => void;
  /** Every wait runs in it. */
  whileWaiting?: Slot["whileWaiting"];
}

export interface WaitOptions {
  gate: Gate;
  now: () => number;
  random: () => number;
  delay?: typeof platformDelay;
}

type OpenAnswer = Extract<GateAnswer, { state: "open" }>;
type FullAnswer = Extract<GateAnswer, { state: "full" }>;

const atOnce: Slot["whileWaiting"] = (wait) => wait();

const tooManyWaiting = () =>
  retryLater("rate_limited", "Too many of your requests are waiting", { retryAfterSeconds: 5 });

/**
 * Waits until a request may be sent within its limits: first for a place among the requests of this process, in
 * order of arrival, then for the gate, which all workers share. The returned function must be called when the request
 * has ended. Rejects with `rate_limited` and seconds when the turn comes too late for an answer (at once where that is
 * known), and with `deadline_exceeded` when the signal aborts. Requests that wait for the same pause wait at the same
 * time.
 */
export function createWaitForTurn(options: WaitOptions): (turn: Turn) => Promise<Leave> {
  const { gate, now, random, delay = platformDelay } = options;
  const semaphores = createSemaphores({ maxWaiting });

  const wait = (delayMs: number, signal: AbortSignal) =>
    delay(delayMs, undefined, { signal }).catch(() => Promise.reject(deadlineExceeded()));

  /** Waits for a place of this process. Without them each waiting request would ask Redis again and again. */
  async function waitForOwnPlace(turn: Turn): Promise<Leave> {
    const { limits, displayName, deadlineMs, signal, whileWaiting = atOnce } = turn;
    const free = semaphores.tryEnter(limits.scope, limits.atOnce);
    if (free !== undefined) return free;
    const tooLate = AbortSignal.timeout(Math.max(0, deadlineMs - minAnswerMs - now()));
    const place = () => semaphores.waitForPlace(limits.scope, AbortSignal.any([signal, tooLate]));
    const leave = await whileWaiting(() =>
      place().catch(() =>
        Promise.reject(signal.aborted ? deadlineExceeded() : turnTooLate(displayName, "full", placeWaitMs)),
      ),
    );
    if (leave === undefined) throw tooManyWaiting();
    return leave;
  }

  /** Waits for a booked turn. If a pause began meanwhile, it releases its place and waits again. */
  async function isStillOpen({ afterMs, leave }: OpenAnswer, { limits, signal, whileWaiting = atOnce }: Turn) {
    try {
      await whileWaiting(() => wait(afterMs, signal));
      if ((await gate.pauseLeftMs(limits, afterMs)) <= 0) return true;
    } catch (error) {
      leave();
      throw error;
    }
    leave();
    return false;
  }

  async function waitForGate(turn: Turn): Promise<Leave> {
    const { limits, displayName, deadlineMs, signal, onHeld, whileWaiting = atOnce } = turn;
    let line: FullAnswer | undefined;
    try {
      for (;;) {
        const leftMs = deadlineMs - now();
        if (leftMs <= 0) throw line === undefined ? deadlineExceeded() : turnTooLate(displayName, "full", placeWaitMs);
        const maxWaitMs = Math.max(0, leftMs - minAnswerMs);
        const answer = await gate.ask(limits, maxWaitMs, line?.place);
        if (answer.state !== "full") line?.leave();
        line = answer.state === "full" ? answer : undefined;
        if (answer.state === "open") {
          if (answer.afterMs === 0) return answer.leave;
          onHeld?.("rate", answer.afterMs);
          if (await isStillOpen(answer, turn)) return answer.leave;
          continue;
        }
        const waitMs = answer.state === "full" ? askAgainMs * (0.5 + random()) : answer.waitMs;
        if (waitMs >= maxWaitMs) {
          throw turnTooLate(displayName, answer.state, answer.state === "full" ? placeWaitMs : waitMs);
        }
        const delayMs = answer.state === "full" ? waitMs : waitMs + random() * spreadMs;
        onHeld?.(answer.state === "full" ? "place" : "pause", delayMs);
        await whileWaiting(() => wait(delayMs, signal));
      }
    } finally {
      line?.leave();
    }
  }

  return async function waitForTurn(turn) {
    const leaveOwnPlace = await waitForOwnPlace(turn);
    try {
      const leaveGate = await waitForGate(turn);
      return () => {
        leaveGate();
        leaveOwnPlace();
      };
    } catch (error) {
      leaveOwnPlace();
      throw error;
    }
  };
}
