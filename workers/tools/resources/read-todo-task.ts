import { z } from "zod";
import { taskPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { orNothing } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import {
  type GraphTodoTask,
  graphChecklistItem,
  graphLinkedResource,
  graphTodoTask,
} from "#workers/tools/tasks/graph-todo.ts";
import {
  checklistEntry,
  dueDay,
  entriesLeftOut,
  maxEntries,
  shownCategories,
  type TaskContent,
  taskLink,
} from "#workers/tools/tasks/task-content.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import { extractBody } from "./extract-body.ts";
import type { ResourceReader } from "./resource-reader.ts";

const listOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item) });

/** Reads a task of To Do: its properties, checklist and links, and its note as Markdown. */
export const todoTaskReader: ResourceReader<"todo-task"> = {
  async read({ listId, taskId }, context) {
    requirePermission(taskPermissions, context.grantedScopes);
    const { graph } = context;
    const path = ["me", "todo", "lists", listId, "tasks", taskId];
    const [task, checklist, linked, zone] = await Promise.all([
      graph.get({ path, fromCaller: "id" }, graphTodoTask),
      orNothing(graph.get({ path: [...path, "checklistItems"], fromCaller: "id" }, listOf(graphChecklistItem))),
      orNothing(graph.get({ path: [...path, "linkedResources"], fromCaller: "id" }, listOf(graphLinkedResource))),
      context.timeZone(),
    ]);
    const { content } = task.body ?? {};
    const body = content?.trim() ? await extractBody(task.body ?? {}, { writtenBy: undefined }, context) : undefined;
    // The task itself may name them too.
    const links = linked?.value ?? task.linkedResources ?? [];
    const incomplete = joinIncomplete([
      checklist === undefined ? { reason: "The checklist could not be read." } : undefined,
      ...entriesLeftOut({ checklist: checklist?.value.length ?? 0, links: links.length }),
      task.hasAttachments ? { reason: "Its attached files can't be read here; open the task in To Do." } : undefined,
      body?.incomplete,
    ]);
    return {
      task: taskContent(task, {
        checklist: checklist?.value ?? [],
        links,
        zone,
      }),
      ...(body && { text: body.text }),
      ...(incomplete && { incomplete }),
    };
  },
};

interface Beside {
  checklist: readonly z.infer<typeof graphChecklistItem>[];
  links: readonly z.infer<typeof graphLinkedResource>[];
  zone: string;
}

function taskContent(task: GraphTodoTask, { checklist, links, zone }: Beside): TaskContent {
  const { isReminderOn, reminderDateTime, categories } = task;
  return {
    title: cleanLine(task.title ?? ""),
    ...withoutEmpty({
      status: task.status,
      importance: task.importance,
      due: dueDay(task.dueDateTime, zone)?.day,
      start: dueDay(task.startDateTime, zone)?.day,
      completed: dueDay(task.completedDateTime, zone)?.day,
      reminder: isReminderOn && reminderDateTime ? reminderDateTime : undefined,
      recurrence: task.recurrence,
      categories: someOf(shownCategories(categories)),
      checklist: someOf(
        checklist.slice(0, maxEntries).map(({ displayName, isChecked }) => checklistEntry(displayName, isChecked)),
      ),
      links: someOf(
        links
          .slice(0, maxEntries)
          .map(({ displayName, applicationName, webUrl }) =>
            taskLink({ name: displayName, app: applicationName, url: webUrl ?? "" }),
          ),
      ),
      hasAttachments: task.hasAttachments,
      createdDateTime: task.createdDateTime,
      lastModifiedDateTime: task.lastModifiedDateTime,
    }),
  };
}
