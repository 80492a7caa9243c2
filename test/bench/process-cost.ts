import { closedLoop, type LoadResult } from "./load.ts";
import { cpuMs } from "./process-cpu.ts";

export interface ChargedLoad extends LoadResult {
  /** CPU ms a call, of each process. */
  cpuMsPerCall: Readonly<Record<string, number>>;
}

const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/**
 * Charges the CPU time of some processes to the calls of a load, whoever makes them. The load runs twice, and the
 * second time counts: a process that waited for its turn takes up to 1.5 times the CPU in its first seconds.
 */
export async function charge(
  pids: Readonly<Record<string, number>>,
  run: () => Promise<LoadResult>,
): Promise<ChargedLoad> {
  await run();
  const read = () => Object.entries(pids).map(([name, pid]) => [name, cpuMs(pid)] as const);
  const before = new Map(read());
  const result = await run();
  const perCall = read().map(([name, after]) => [name, rounded((after - (before.get(name) ?? 0)) / result.calls)]);
  return { ...result, cpuMsPerCall: Object.fromEntries(perCall) };
}

/** Runs one closed loop and charges the CPU time of some processes to its calls. */
export const chargeLoad = (
  pids: Readonly<Record<string, number>>,
  load: Parameters<typeof closedLoop>[0],
): Promise<ChargedLoad> => charge(pids, () => closedLoop(load));

/** Of all processes, but for one. */
export function totalCost({ cpuMsPerCall }: Pick<ChargedLoad, "cpuMsPerCall">, without = ""): number {
  return Object.entries(cpuMsPerCall).reduce((sum, [name, ms]) => (name === without ? sum : sum + ms), 0);
}
