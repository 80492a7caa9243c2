import type { BenchStack } from "../bench-stack.ts";
import { type Call, openLoop } from "../load.ts";
import { mailSearch } from "../mail-search.ts";
import { type ChargedLoad, charge } from "../process-cost.ts";
import { openPartStarter, type StartedPart } from "./part-starter.ts";
import type { CallSizes } from "./product-sizes.ts";

export const partNames = ["bare", "mcpTrivial", "mcpSpliced", "queue", "graph"] as const;
export type PartName = (typeof partNames)[number];
/** Calls at random moments, so many a second. */
type Load = { ratePerSecond: number; forMs: number };

export type FloorParts = Awaited<ReturnType<typeof startFloorParts>>;

/** The question of a client of MCP to a part that answers at `POST /mcp`. */
export function clientCall({ pool }: StartedPart, { users }: BenchStack): Call {
  return async (index) => (await mailSearch(pool, users[index % users.length]?.connectorToken ?? "")).verdict;
}

/** Starts every part of the floor, each as a process of its own. */
export async function startFloorParts(
  stack: BenchStack,
  sizes: CallSizes,
  options: { connections: number; waitMs: number },
) {
  const { start, redisPid, stop } = await openPartStarter(stack, sizes, options);
  async function serving(part: string): Promise<(load: Load) => Promise<ChargedLoad>> {
    const started = await start(part);
    const call = clientCall(started, stack);
    return (load) => charge({ gateway: started.pid }, () => openLoop({ ...load, call }));
  }
  try {
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
    return { measure: (part: PartName, load: Load) => measures[part](load), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
