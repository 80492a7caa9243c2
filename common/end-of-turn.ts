import type { DestinationStream } from "pino";

/** Runs a task at the end of the current event-loop turn. */
export type AtEndOfTurn = (task: () => void) => void;

/** Runs tasks at the end of the current event-loop turn, in order; immediately once the process is exiting. */
export function createEndOfTurn(): AtEndOfTurn {
  let tasks: (() => void)[] = [];
  let isExiting = false;
  function run(): void {
    const due = tasks;
    tasks = [];
    for (const task of due) task();
  }
  process.on("exit", () => {
    isExiting = true;
    run();
  });
  return function atEndOfTurn(task) {
    if (isExiting) return task();
    if (tasks.length === 0) setImmediate(run);
    tasks.push(task);
  };
}

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
