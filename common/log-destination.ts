import type { DestinationStream } from "pino";

/**
 * Writes the lines of one turn of the event loop in one go, and what is left when the process exits: a line of its own
 * for each call costs a system call of its own.
 */
export function writeOncePerTurn(destination: DestinationStream): DestinationStream {
  let lines = "";
  const flush = () => {
    if (lines !== "") destination.write(lines);
    lines = "";
  };
  process.on("exit", flush);
  return {
    write(line) {
      if (lines === "") setImmediate(flush);
      lines += line;
    },
  };
}
