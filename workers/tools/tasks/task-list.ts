import type { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";

/** The tasks of one app, before they are compared, and what of them could not be read. */
export interface TaskPart<Task> {
  tasks: { task: Task; list: { id: string; name: string | undefined } }[];
  /** The names of all lists or plans, whether wanted or not. */
  lists: string[];
  gaps: Incomplete[];
  /** Why nothing could be read. */
  failure?: ToolError;
}

/** Which tasks are wanted. */
export interface WantedTasks {
  list: string | undefined;
  status: "open" | "completed" | "all";
}

/** Whether a task of this state is wanted. */
export const hasStatus = ({ status }: WantedTasks, isDone: boolean): boolean =>
  status === "all" || isDone === (status === "completed");
