import { medianOf } from "../load.ts";
import { residentMb } from "../process-cpu.ts";
import { rounded } from "../result-file.ts";

interface MemorySample {
  atMs: number;
  megabytes: number;
}

export type MemoryWatch = ReturnType<typeof watchMemory>;

const everyMs = 5_000;

/**
 * The slope of a line through the points that single outliers don't tilt: the median of the slopes between all pairs
 * (Theil and Sen). A garbage collection that comes late lifts some points, not the trend. NaN of fewer than two points.
 */
function trendOf(points: readonly (readonly [x: number, y: number])[]): number {
  return medianOf(
    points.flatMap(([x, y], index) =>
      points.slice(index + 1).flatMap(([laterX, laterY]) => (laterX > x ? [(laterY - y) / (laterX - x)] : [])),
    ),
  );
}

/** Reads the resident memory of some processes every 5 s, until it is stopped. */
export function watchMemory(pids: ReadonlyMap<string, number>) {
  const samples = new Map<string, MemorySample[]>([...pids.keys()].map((name) => [name, []]));
  const read = () => {
    const atMs = performance.now();
    for (const [name, pid] of pids) samples.get(name)?.push({ atMs, megabytes: residentMb(pid) });
  };
  read();
  const timer = setInterval(read, everyMs);
  return {
    samples,
    /** Growth per minute since then, of each process. */
    growthSince: (fromMs: number) =>
      [...samples].map(([process, all]) => {
        const counted = all.filter(({ atMs }) => atMs >= fromMs);
        const points = counted.map(({ atMs, megabytes }) => [atMs / 60_000, megabytes] as const);
        return {
          process,
          megabytesPerMinute: rounded(trendOf(points)),
          firstMb: Math.round(counted[0]?.megabytes ?? Number.NaN),
          lastMb: Math.round(counted.at(-1)?.megabytes ?? Number.NaN),
        };
      }),
    stop: () => clearInterval(timer),
  };
}
