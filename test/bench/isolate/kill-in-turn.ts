import type { GatewayProcess, Stack, WorkerProcess } from "#test/support/stack.ts";
import { readLoopLag } from "../loop-lag.ts";

/**
 * Each so many deaths are a gateway's, which takes calls with it; the others are a worker's, whose calls are taken
 * over.
 */
const gatewayEach = 4;

/**
 * Kills a process with SIGKILL at each strike, in turn, and starts another in its place; a gateway on the same port.
 */
export function createKiller(stack: Stack) {
  const workers: WorkerProcess[] = [...stack.workers];
  const gateways: GatewayProcess[] = [...stack.gateways];
  const killed = { workers: 0, gateways: 0 };
  const lagsOfKilledMs: number[] = [];

  const lagOf = (process: WorkerProcess) => readLoopLag({ workers: [process], gateways: [] });

  async function killWorker(): Promise<void> {
    const victim = workers.shift();
    if (victim === undefined) return;
    lagsOfKilledMs.push(await lagOf(victim));
    killed.workers += 1;
    victim.kill("SIGKILL");
    const successor = await stack.startWorker();
    // Its start is nobody's wait: reading forgets it.
    await lagOf(successor);
    workers.push(successor);
  }
  async function killGateway(): Promise<void> {
    const victim = gateways.shift();
    if (victim === undefined) return;
    lagsOfKilledMs.push(await lagOf(victim));
    killed.gateways += 1;
    victim.kill("SIGKILL");
    await victim.ended;
    const successor = await stack.startGateway({ PORT: new URL(victim.mcpUrl).port });
    await lagOf(successor);
    gateways.push(successor);
  }
  return {
    killed,
    /** Of each process, killed or alive: the p99 of its event-loop lag since it takes calls, in ms. */
    lagsMs: async () => [...lagsOfKilledMs, ...(await Promise.all([...workers, ...gateways].map(lagOf)))],
    /** Kills and replaces the next process; resolves when its successor listens. */
    strike: () => ((killed.workers + killed.gateways) % gatewayEach === gatewayEach - 1 ? killGateway() : killWorker()),
  };
}
