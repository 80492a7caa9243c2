import { metricValue } from "#test/support/metric-values.ts";
import type { WorkerProcess } from "#test/support/stack.ts";
import { until } from "#test/support/until.ts";

/** The process with most work in hand, once one has some: a fault that meets an idle one shows nothing. */
export async function busiest<P extends WorkerProcess>(processes: readonly P[], metric: string): Promise<P> {
  return await until("a process with work in hand", async () => {
    const all = await Promise.all(
      processes.map(async (process) => ({ process, work: await metricValue(process.opsUrl, metric) })),
    );
    const [first] = all.toSorted((a, b) => b.work - a.work);
    return first !== undefined && first.work > 0 ? first.process : undefined;
  });
}
