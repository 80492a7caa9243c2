import type { ServiceOptions } from "#test/support/service-process.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { until } from "#test/support/until.ts";
import type { FaultStage } from "./fault-stage.ts";

const take = <T>(list: T[], item: T) => void list.splice(list.indexOf(item), 1);

async function statusOf(opsUrl: string): Promise<number> {
  return (await fetch(`${opsUrl}/readyz`)).status;
}

function mustBe0(code: number | NodeJS.Signals): void {
  if (code !== 0) throw new Error(`a process that was told to stop ended with ${code}`);
}

/** One after the other, as an orchestrator does: first the new one, then SIGTERM to the old one. */
export async function replaceWorkers(stage: FaultStage, more?: Environment, own?: ServiceOptions): Promise<void> {
  for (const old of [...stage.workers]) {
    await stage.startWorker(more, own);
    take(stage.workers, old);
    mustBe0(await old.stop());
  }
}

/** All at once: the new ones first. */
export async function swapWorkers(stage: FaultStage, more: Environment = {}): Promise<void> {
  const old = stage.workers.splice(0);
  await Promise.all(old.map(() => stage.startWorker(more)));
  for (const code of await Promise.all(old.map((worker) => worker.stop()))) mustBe0(code);
}

/** One after the other; the load balancer takes a gateway out when it sees that it is not ready any more. */
export async function replaceGateways(stage: FaultStage, more?: Environment, own?: ServiceOptions): Promise<void> {
  for (const old of [...stage.gateways]) {
    await stage.startGateway(more, own);
    old.kill("SIGTERM");
    await until("the gateway to be not ready", async () => (await statusOf(old.opsUrl)) === 503);
    take(stage.gateways, old);
    mustBe0(await old.ended);
  }
}

export async function replaceAll(stage: FaultStage, more: Environment = {}): Promise<void> {
  await Promise.all([replaceWorkers(stage, more), replaceGateways(stage, more)]);
}
