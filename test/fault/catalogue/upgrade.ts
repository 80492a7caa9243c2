import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { checkOutEarlierVersion } from "./earlier-version.ts";
import type { Family, Fault } from "./fault.ts";
import type { FaultStage, Surroundings } from "./fault-stage.ts";
import { replaceGateways, replaceWorkers } from "./rolling.ts";

/** Beside the packages, which are linked: on the same disk. */
async function surroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(root, ".cache", "earlier-version-"));
  const isThere = await checkOutEarlierVersion(folder);
  return { paths: isThere ? { earlier: folder } : {}, stop: () => rm(folder, { recursive: true }) };
}

const earlier = ({ surroundings: { paths } }: FaultStage) => ({ root: paths?.earlier });
const skipReason = (stage: FaultStage) =>
  earlier(stage).root === undefined ? "this clone has no history that reaches back to the version before" : undefined;

const noCallFails = { expected: "no call fails", lastsMs: 0, skipReason };
const faults: readonly Fault[] = [
  {
    name: "back to the version before: each gateway, then each worker",
    async inject(stage) {
      await replaceGateways(stage, {}, earlier(stage));
      await replaceWorkers(stage, {}, earlier(stage));
    },
    ...noCallFails,
  },
  {
    name: "up to this version: each worker, then each gateway",
    async inject(stage) {
      await replaceWorkers(stage);
      await replaceGateways(stage);
    },
    ...noCallFails,
  },
  {
    name: "back to the version before in the other order: each worker, then each gateway",
    async inject(stage) {
      await replaceWorkers(stage, {}, earlier(stage));
      await replaceGateways(stage, {}, earlier(stage));
    },
    ...noCallFails,
  },
  {
    name: "up to this version in the other order: each gateway, then each worker",
    async inject(stage) {
      await replaceGateways(stage);
      await replaceWorkers(stage);
    },
    ...noCallFails,
  },
];

export const upgrade: Family = {
  name: "two versions side by side",
  // Processes that start take a busy machine's time for calls, which may wait for it.
  stage: { deadlineMs: 15_000, gatewayEnvironment: { QUEUE_WAIT_MS: "10000" }, surroundings },
  faults,
};
