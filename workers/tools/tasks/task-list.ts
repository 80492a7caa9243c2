import type { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { searchableText, termTest } from "#workers/tools/calendar/event-text.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";

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

/** The lists that are named so; if there is none, those in whose names all words occur. All of them without a name. */
export function listsNamed<List extends { name: string | undefined }>(
  lists: readonly List[],
  wanted: string | undefined,
): readonly List[] {
  if (wanted === undefined) return lists;
  const folded = foldText(wanted);
  const same = lists.filter(({ name }) => foldText(name ?? "") === folded);
  if (same.length > 0) return same;
  const words = folded.split(" ").map(termTest);
  return lists.filter(({ name }) => words.every((isIn) => isIn(searchableText(name ?? ""))));
}

/** Whether a task of this state is wanted. */
export const hasStatus = ({ status }: WantedTasks, isDone: boolean): boolean =>
  status === "all" || isDone === (status === "completed");
