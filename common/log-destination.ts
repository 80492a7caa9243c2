import type { DestinationStream } from "pino";
import { createEndOfTurn } from "./end-of-turn.ts";

/**
 * Batches the lines of one event-loop turn into one write, to save a system call per line. Pending lines are written
 * when the process exits.
 */
export function writeOncePerTurn(destination: DestinationStream): DestinationStream {
  const atEndOfTurn = createEndOfTurn();
  let lines = "";
  function flush(): void {
    const due = lines;
    // Reset first, so that a failing write does not suppress all later ones.
    lines = "";
    destination.write(due);
  }
  return {
    write(line) {
      const isFirst = lines === "";
      lines += line;
      if (isFirst) atEndOfTurn(flush);
    },
  };
}
