import { residentMb } from "../process-cpu.ts";
import { rounded } from "../result-file.ts";
import { trendOf } from "./slope.ts";

export interface MemorySample {
  atMs: number;
  megabytes: number;
}

export interface MemoryWatch {
  /** Of each process, by its name. */
  readonly samples: ReadonlyMap<string, readonly MemorySample[]>;
  /** Growth per minute since then, of each process. */
  growthSince(fromMs: number): { process: string; megabytesPerMinute: number; firstMb: number; lastMb: number }[];
  stop(): void;
}

const everyMs = 5_000;

/** Reads the resident memory of some processes every 5 s, until it is stopped. */
export function watchMemory(pids: ReadonlyMap<string, number>): MemoryWatch {
  const samples = new Map<string, MemorySample[]>([...pids.keys()].map((name) => [name, []]));
  const read = () => {
    const atMs = performance.now();
    for (const [name, pid] of pids) samples.get(name)?.push({ atMs, megabytes: residentMb(pid) });
  };
  read();
  const timer = setInterval(read, everyMs);
  return {
    samples,
    growthSince: (fromMs) =>
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
