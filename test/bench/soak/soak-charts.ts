import { lineChart, stackCharts } from "../line-chart.ts";
import { type describeMachine, machineLine } from "../machine.ts";
import { sliced } from "./call-record.ts";
import type { MemoryWatch } from "./memory-watch.ts";
import type { Soak } from "./soak-claims.ts";

/** About as many points as the curve can show. */
const maxSlices = 150;

/** Calls a second, p95 and memory, over the minutes of all phases. */
export function soakCharts(
  { soak, overload, after, minutes, overloadMinutes }: Soak,
  memory: MemoryWatch,
  machine: ReturnType<typeof describeMachine>,
): string {
  const phases = [soak, overload, after];
  const lengthMs = Math.max(2_000, (after.toMs - soak.fromMs) / maxSlices);
  const slices = phases.flatMap(({ records, fromMs, toMs }) =>
    sliced(records, { fromMs, toMs, lengthMs }).map((slice) => ({
      ...slice,
      minute: (fromMs - soak.fromMs) / 60_000 + slice.atSeconds / 60,
    })),
  );
  const xLabel = "minutes";
  const note = machineLine(machine);
  const title =
    `${soak.ratePerSecond} calls/s for ${minutes} min, ${overload.ratePerSecond} for ` +
    `${Math.round(overloadMinutes * 10) / 10}, then as before`;
  return stackCharts([
    lineChart({
      title,
      note,
      xLabel,
      yLabel: "calls/s",
      series: [
        { name: "served", points: slices.map(({ minute, callsPerSecond }) => [minute, callsPerSecond]) },
        { name: "not served", points: slices.map((one) => [one.minute, (one.notServed * 1_000) / lengthMs]) },
      ],
    }),
    lineChart({
      title: "How long the served calls took",
      note,
      xLabel,
      yLabel: "ms",
      series: [{ name: "p95", points: slices.map(({ minute, p95Ms }) => [minute, p95Ms]) }],
    }),
    lineChart({
      title: "Resident memory of the processes that live throughout",
      note,
      xLabel,
      yLabel: "MB",
      series: [...memory.samples].map(([name, samples]) => ({
        name,
        points: samples.map(({ atMs, megabytes }) => [(atMs - soak.fromMs) / 60_000, megabytes]),
      })),
    }),
  ]);
}
