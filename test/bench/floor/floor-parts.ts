import type { BenchStack } from "../bench-stack.ts";
import { type Call, openLoop } from "../load.ts";
import { mailSearch } from "../mail-search.ts";
import { type ChargedLoad, charge } from "../process-cost.ts";
import type { PartStarter, StartedPart } from "./part-starter.ts";

export const partNames = ["bare", "mcpTrivial", "mcpSpliced", "queue", "graph"] as const;
export type PartName = (typeof partNames)[number];
/** Calls at random moments, so many a second. */
type Load = { ratePerSecond: number; forMs: number };

/** The question of a client of MCP to a part that answers at `POST /mcp`. */
export function clientCall({ pool }: StartedPart, { users }: BenchStack): Call {
  return async (index) => (await mailSearch(pool, users[index % users.length]?.connectorToken ?? "")).verdict;
}

/** Starts every part of the floor, each as a process of its own. The result measures one of them. */
export async function startFloorParts({ start, redisPid }: PartStarter, stack: BenchStack) {
  async function serving(part: string): Promise<(load: Load) => Promise<ChargedLoad>> {
    const started = await start(part);
    const call = clientCall(started, stack);
    return (load) => charge({ gateway: started.pid }, () => openLoop({ ...load, call }));
  }
  const [gateway, worker] = [await start("queue-gateway"), await start("queue-worker")];
  const queuePids = { gateway: gateway.pid, worker: worker.pid, redis: redisPid };
  const graph = await start("graph-request");
  const measures: Readonly<Record<PartName, (load: Load) => Promise<ChargedLoad>>> = {
    bare: await serving("bare-route"),
    mcpTrivial: await serving("mcp-trivial"),
    mcpSpliced: await serving("mcp-spliced"),
    queue: (load) => charge(queuePids, () => gateway.run(load)),
    graph: (load) => charge({ worker: graph.pid }, () => graph.run(load)),
  };
  return (part: PartName, load: Load) => measures[part](load);
}
