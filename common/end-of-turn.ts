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
