import { z } from "zod";
import { until } from "#test/support/until.ts";
import type { Stage } from "../stage/open-stage.ts";

/** Which way one call went, and how long each part took: from the gateway's audit line and the workers' metrics. */
export interface Route {
  outcome: string;
  totalMs: number;
  /** Absent when the call never reached a worker. */
  run?: {
    worker: string;
    queueMs: number;
    /** Time of the exchange on behalf of the user; absent when the worker still had a token from before. */
    exchangeMs?: number;
    graphMs: number;
    graphRequests: number;
  };
}

/** Runs a call, alone, and finds out which way it went. */
export type FollowCall = <T>(call: () => Promise<T>) => Promise<{ answer: T; route: Route }>;

const auditLineSchema = z.object({ event: z.literal("call_finished"), outcome: z.string(), durationMs: z.number() });

/** The audit line in a line of the gateway's output; undefined when it is another line. */
export function auditLine(line: string): (z.infer<typeof auditLineSchema> & { tool: string }) | undefined {
  try {
    return auditLineSchema.extend({ tool: z.string() }).parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const histograms = {
  queue: "m365_queue_wait_seconds",
  exchange: "m365_obo_exchange_seconds",
  graph: "m365_graph_request_seconds",
} as const;

interface Reading {
  count: number;
  seconds: number;
}

type WorkerReading = Record<keyof typeof histograms, Reading>;

async function readWorker(opsUrl: string): Promise<WorkerReading> {
  const lines = (await (await fetch(`${opsUrl}/metrics`)).text()).split("\n");
  const sum = (name: string) =>
    lines
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
  const reading = (name: string): Reading => ({ count: sum(`${name}_count`), seconds: sum(`${name}_sum`) });
  return { queue: reading(histograms.queue), exchange: reading(histograms.exchange), graph: reading(histograms.graph) };
}

const sinceMs = (before: Reading, after: Reading) => (after.seconds - before.seconds) * 1_000;

function runOf(worker: string, before: WorkerReading, after: WorkerReading): Route["run"] {
  if (after.queue.count === before.queue.count) return undefined;
  const exchanged = after.exchange.count > before.exchange.count;
  return {
    worker,
    queueMs: sinceMs(before.queue, after.queue),
    ...(exchanged && { exchangeMs: sinceMs(before.exchange, after.exchange) }),
    graphMs: sinceMs(before.graph, after.graph),
    graphRequests: after.graph.count - before.graph.count,
  };
}

/** Follows calls through these processes. Others' calls at the same time would be taken for ours. */
export function createFollowCall({ gateway, workers }: Stage): FollowCall {
  const readAll = () => Promise.all(workers.map(({ opsUrl }) => readWorker(opsUrl)));
  const audited = () => gateway.process.output.flatMap((line) => auditLine(line) ?? []);
  return async (call) => {
    const before = await readAll();
    const linesBefore = audited().length;
    const answer = await call();
    const line = await until("the call's audit line", () => audited()[linesBefore]);
    const after = await readAll();
    const runs = workers.flatMap(({ process }, at) => {
      const [first, last] = [before[at], after[at]];
      return (first && last && runOf(process.name, first, last)) ?? [];
    });
    return { answer, route: { outcome: line.outcome, totalMs: line.durationMs, ...(runs[0] && { run: runs[0] }) } };
  };
}
