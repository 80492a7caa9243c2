import { wordsOfHtml } from "#workers/documents/html-words.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { type GraphPlannerTask, priorityName } from "./graph-planner.ts";
import type { GraphTodoTask } from "./graph-todo.ts";
import { labelsOf } from "./read-boards.ts";
import { type DueDay, dueDay, shownCategories, unlessUsual } from "./task-content.ts";
import type { Board } from "./task-list.ts";

/** A task of either app, as a search compares and shows it. */
export interface FoundTask {
  uri: string;
  title: string;
  listId: string;
  /** The To Do list or the plan, where known. */
  list: string | undefined;
  /** Its column on the board of a plan that is read as a whole, with those who have the task. */
  onBoard?: { bucket: string | undefined; place: number; assigneeIds: readonly string[] };
  due: DueDay | undefined;
  done: DueDay | undefined;
  isDone: boolean;
  /** When it was changed last, where Graph tells, or made. Unix milliseconds; 0 where neither is known. */
  changedMs: number;
  categories: string[];
  note: string;
  /** What a hit shows beside all that. */
  more: { status?: string; importance?: string; hasAttachments?: true; checklist?: string; assignees?: number };
}

const msOf = (text: string | null | undefined) => Date.parse(text ?? "") || 0;

/** A task of To Do, which is in this list. */
export function foundInTodo(task: GraphTodoTask, list: { id: string; name: string | undefined }, zone: string) {
  const { body, status, importance, hasAttachments } = task;
  const isHtml = body?.contentType?.toLowerCase() !== "text";
  const content = body?.content ?? "";
  const isDone = status?.toLowerCase() === "completed";
  return {
    uri: formatResourceUri({ kind: "todo-task", listId: list.id, taskId: task.id }),
    title: cleanLine(task.title ?? ""),
    listId: list.id,
    list: list.name,
    due: dueDay(task.dueDateTime, zone),
    done: isDone ? dueDay(task.completedDateTime, zone) : undefined,
    isDone,
    changedMs: msOf(task.lastModifiedDateTime ?? task.createdDateTime),
    categories: shownCategories(task.categories),
    note: isHtml ? wordsOfHtml(content) : content,
    more: withoutEmpty({
      status: unlessUsual(status, "notStarted"),
      importance: unlessUsual(importance, "normal"),
      hasAttachments: hasAttachments || undefined,
    }),
  } satisfies FoundTask;
}

/** A task of Planner, in the plan of this name, on its board where that is read as a whole. */
export function foundInPlanner(
  task: GraphPlannerTask,
  { plan, board, zone }: { plan: { id: string; name: string | undefined }; board: Board | undefined; zone: string },
): FoundTask {
  const { percentComplete, checklistItemCount: items, activeChecklistItemCount: open, assignments } = task;
  const isDone = percentComplete === 100;
  const assigneeIds = Object.keys(assignments ?? {});
  const bucket = board?.buckets.get(task.bucketId ?? "");
  return {
    uri: formatResourceUri({ kind: "planner-task", taskId: task.id }),
    title: cleanLine(task.title ?? ""),
    listId: plan.id,
    list: plan.name,
    ...(board && { onBoard: { bucket: bucket?.name, place: bucket?.place ?? Infinity, assigneeIds } }),
    due: dueDay(task.dueDateTime, zone),
    done: isDone ? dueDay(task.completedDateTime, zone) : undefined,
    isDone,
    changedMs: msOf(task.createdDateTime),
    categories: board ? shownCategories(labelsOf(task, board)) : [],
    note: "",
    more: withoutEmpty({
      status: isDone ? "completed" : percentComplete ? "inProgress" : undefined,
      importance: priorityName(task.priority),
      checklist: items ? `${items - Math.min(items, open ?? items)} of ${items} done` : undefined,
      assignees: board === undefined && assigneeIds.length > 1 ? assigneeIds.length : undefined,
    }),
  };
}
