import type { Stage } from "./stage/open-stage.ts";
import { prettyLogLine } from "./terminal/log-line.ts";
import type { Screen } from "./terminal/screen.ts";

const lookEveryMs = 50;

/**
 * Shows the logs of gateway and workers, from their start, between the lines of the demo. Returns a function that stops
 * it.
 */
export function showLogsAsTheyCome(screen: Screen, { gateway, workers }: Stage): () => void {
  const followed = [gateway, ...workers].map(({ process }) => ({ process, shown: 0 }));
  const timer = setInterval(() => {
    for (const each of followed) {
      const { name, log } = each.process;
      for (const line of log.slice(each.shown)) screen.line(prettyLogLine(screen.paint, name, line));
      each.shown = log.length;
    }
  }, lookEveryMs);
  return () => clearInterval(timer);
}
