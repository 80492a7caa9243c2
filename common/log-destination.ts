import type { DestinationStream } from "pino";
import { createEndOfTurn } from "./end-of-turn.ts";

/**
 * Writes the lines of one turn of the event loop in one go, and what is left when the process exits: a line of its own
 * for each call costs a system call of its own.
 */
export function writeOncePerTurn(destination: DestinationStream): DestinationStream {
  const atEndOfTurn = createEndOfTurn();
  let lines = "";
  function flush(): void {
    const due = lines;
    // First, so that a write that fails does not silence all that come after it.
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
