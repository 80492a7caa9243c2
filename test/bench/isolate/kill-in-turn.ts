import type { GatewayProcess, Stack, WorkerProcess } from "#test/support/stack.ts";

export interface Killer {
  /** Kills and replaces the next process; resolves when its successor listens. */
  strike(): Promise<void>;
  /** Deaths so far. */
  readonly killed: { workers: number; gateways: number };
  /** Those that run now. */
  readonly living: { readonly workers: readonly WorkerProcess[]; readonly gateways: readonly GatewayProcess[] };
}

/**
 * Each so many deaths are a gateway's, which takes calls with it; the others are a worker's, whose calls are taken
 * over.
 */
const gatewayEach = 4;

/**
 * Kills a process with SIGKILL at each strike, in turn, and starts another in its place; a gateway on the same port.
 */
export function createKiller(stack: Stack): Killer {
  const workers: WorkerProcess[] = [...stack.workers];
  const gateways: GatewayProcess[] = [...stack.gateways];
  const killed = { workers: 0, gateways: 0 };

  async function killWorker(): Promise<void> {
    killed.workers += 1;
    workers.shift()?.kill("SIGKILL");
    workers.push(await stack.startWorker());
  }
  async function killGateway(): Promise<void> {
    killed.gateways += 1;
    const victim = gateways.shift();
    if (victim === undefined) return;
    victim.kill("SIGKILL");
    await victim.ended;
    gateways.push(await stack.startGateway({ PORT: new URL(victim.mcpUrl).port }));
  }
  return {
    killed,
    living: { workers, gateways },
    strike: () => ((killed.workers + killed.gateways) % gatewayEach === gatewayEach - 1 ? killGateway() : killWorker()),
  };
}
