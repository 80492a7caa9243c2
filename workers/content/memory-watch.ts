/** How often memory is looked at while something runs. A thread can fill some 10 MB in that time. */
const everyMs = 15;

export interface MemoryWatch {
  /**
   * A signal that aborts when the process takes too much memory, and the end of it all. `resourceLimits` bounds V8's
   * heap but not buffers, and V8 ends the whole process when a heap grows too fast, so this must come first.
   */
  begin(): { signal: AbortSignal; end(): void };
}

/**
 * Watches the resident memory of the process while documents are being read. When it grows by more than `perTaskBytes`
 * for each of them, all are given up, since it can't be told whose memory it is.
 */
export function createMemoryWatch({
  perTaskBytes,
  maxTasks,
  residentBytes = process.memoryUsage.rss,
}: {
  perTaskBytes: number;
  /** How many run at once; others wait. */
  maxTasks: number;
  residentBytes?: () => number;
}): MemoryWatch {
  const running = new Set<AbortController>();
  let atStart = 0;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (residentBytes() - atStart <= perTaskBytes * Math.min(running.size, maxTasks)) return;
    for (const controller of running) controller.abort();
  }

  return {
    begin() {
      if (running.size === 0) {
        atStart = residentBytes();
        timer = setInterval(look, everyMs);
      }
      const controller = new AbortController();
      running.add(controller);
      return {
        signal: controller.signal,
        end() {
          running.delete(controller);
          if (running.size === 0) clearInterval(timer);
        },
      };
    },
  };
}
