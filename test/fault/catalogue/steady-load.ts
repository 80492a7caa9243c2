import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import type { Asker } from "#test/bench/isolate/ask-everybody.ts";
import { foreignContent } from "#test/bench/isolate/foreign-content.ts";
import { refusalReason } from "#test/bench/mail-search.ts";
import { createToolCaller } from "#test/bench/tool-call.ts";
import type { GatewayProcess } from "#test/support/stack.ts";

export interface PlayedCall {
  asker: Asker;
  /** `ok`, a code of our list, `http_` and a status, or `connection_lost`. */
  ending: string;
  /** Why, where it was refused. */
  reason: string | undefined;
  /** On the clock of `performance`. */
  startedAt: number;
  endedAt: number;
  /** When to come back, where the answer says it. */
  retryAfterSeconds: number | undefined;
  /** What of somebody else was in the answer. */
  foreign: readonly string[];
  /** The asker's own canary was in it. */
  hasOwn: boolean;
}

const askForMail = createToolCaller({ tool: "outlook_email_search", args: { limit: 25 } });
const thinkMs = 100;
/** About what a call and a thought take. */
const turnMs = 400;

/**
 * People who ask for their mail all the time, each for themselves.
 * @param gateways where calls go, in turn; may change
 * @param giveUpMs a client that waits longer than this gives up: the call counts as that long
 */
export function startSteadyLoad(options: {
  askers: readonly Asker[];
  gateways: readonly GatewayProcess[];
  giveUpMs: number;
}) {
  const { askers, gateways, giveUpMs } = options;
  const calls: PlayedCall[] = [];
  const pools = new Map<string, Pool>();
  let turn = 0;
  let isStopped = false;
  let underWay = 0;
  let pauseEnds: PromiseWithResolvers<void> | undefined;

  function nextGateway(): Pool | undefined {
    turn += 1;
    const gateway = gateways[turn % gateways.length];
    if (gateway === undefined) return undefined;
    const { origin } = new URL(gateway.mcpUrl);
    const known = pools.get(origin) ?? new Pool(origin, { headersTimeout: giveUpMs, bodyTimeout: giveUpMs });
    pools.set(origin, known);
    return known;
  }

  async function ask(asker: Asker): Promise<void> {
    const gateway = nextGateway();
    if (gateway === undefined) return;
    const startedAt = performance.now();
    const { verdict: ending, retryAfterSeconds, text } = await askForMail(gateway, asker.token);
    const foreign = foreignContent(text, asker);
    const hasOwn = text.includes(asker.canary);
    const reason = ending === "ok" ? undefined : refusalReason(text);
    calls.push({ asker, ending, reason, startedAt, endedAt: performance.now(), retryAfterSeconds, foreign, hasOwn });
  }

  /** @param headStartMs by how much people keep out of step, or a fault could meet all of them, or none, in a call */
  async function person(asker: Asker, headStartMs: number): Promise<void> {
    await delay(headStartMs);
    while (!isStopped) {
      if (pauseEnds !== undefined) {
        await pauseEnds.promise;
        await delay(headStartMs);
      }
      underWay += 1;
      await ask(asker);
      underWay -= 1;
      await delay(thinkMs);
    }
  }

  const people = askers.map((asker, index) => person(asker, (index * turnMs) / askers.length));
  return {
    /** In the order in which they ended. */
    calls,
    /** Resolves when no call is under way any more. */
    async pause() {
      pauseEnds ??= Promise.withResolvers();
      while (underWay > 0) await delay(10);
    },
    resume() {
      pauseEnds?.resolve();
      pauseEnds = undefined;
    },
    async stop() {
      isStopped = true;
      pauseEnds?.resolve();
      await Promise.all(people);
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
