/** Does a task when this turn of the event loop has done all else. */
export type AtEndOfTurn = (task: () => void) => void;

/** Does tasks when this turn of the event loop has done all else; when the process exits, at once. */
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
