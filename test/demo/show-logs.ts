import type { Stage } from "./stage/open-stage.ts";
import { prettyLogLine } from "./terminal/log-line.ts";
import type { Screen } from "./terminal/screen.ts";

const lookEveryMs = 50;

/** Shows what gateway and workers log, from their start on, between the lines of the story. Returns what ends it. */
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
