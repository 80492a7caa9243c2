import type { BenchStack } from "../bench-stack.ts";
import { type Call, openLoop } from "../load.ts";
import { mailSearch } from "../mail-search.ts";
import { type ChargedLoad, charge } from "../process-cost.ts";
import type { PartLoad } from "./floor-settings.ts";
import type { PartStarter } from "./part-starter.ts";

export const partNames = ["bare", "mcpTrivial", "mcpSpliced", "queue", "graph"] as const;
export type PartName = (typeof partNames)[number];

/** Starts every part of the floor, each as a process of its own. The result measures one of them. */
export async function startFloorParts({ start, redisPid }: PartStarter, { users }: BenchStack) {
  async function serving(part: string): Promise<(load: PartLoad) => Promise<ChargedLoad>> {
    const { pid, pool } = await start(part);
    const call: Call = async (index) =>
      (await mailSearch(pool, users[index % users.length]?.connectorToken ?? "")).verdict;
    return (load) => charge({ gateway: pid }, () => openLoop({ ...load, call }));
  }
  const [gateway, worker] = [await start("queue-gateway"), await start("queue-worker")];
  const queuePids = { gateway: gateway.pid, worker: worker.pid, redis: redisPid };
  const graph = await start("graph-request");
  const measures: Readonly<Record<PartName, (load: PartLoad) => Promise<ChargedLoad>>> = {
    bare: await serving("bare-route"),
    mcpTrivial: await serving("mcp-trivial"),
    mcpSpliced: await serving("mcp-spliced"),
    queue: (load) => charge(queuePids, () => gateway.run(load)),
    graph: (load) => charge({ worker: graph.pid }, () => graph.run(load)),
  };
  return (part: PartName, load: PartLoad) => measures[part](load);
}
