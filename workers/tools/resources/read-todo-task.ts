import { z } from "zod";
import { taskPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { unixMsOf, utcText } from "#workers/tools/calendar/event-times.ts";
import type { GraphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
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
  unlessUsual,
} from "#workers/tools/tasks/task-content.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import { extractBody } from "./extract-body.ts";
import type { ResourceReader } from "./resource-reader.ts";

/** A time with its offset; as Graph gives it where its zone is not known. */
function utcOf(time: GraphTimeInZone | null | undefined): string | undefined {
  const unixMs = unixMsOf(time);
  return unixMs === undefined ? time?.dateTime : utcText(unixMs);
}

const listOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item) });

/** Reads a task of To Do: its properties, checklist and links, and its note as Markdown. */
export const todoTaskReader: ResourceReader<"todo-task"> = {
  async read({ listId, taskId }, context) {
    requirePermission(taskPermissions, context.grantedScopes);
    const { graph } = context;
    const path = ["me", "todo", "lists", listId, "tasks", taskId];
    const [task, checklist, linked, clock] = await Promise.all([
      graph.get({ path, fromCaller: "id" }, graphTodoTask),
      orNothing(graph.get({ path: [...path, "checklistItems"], fromCaller: "id" }, listOf(graphChecklistItem))),
      orNothing(graph.get({ path: [...path, "linkedResources"], fromCaller: "id" }, listOf(graphLinkedResource))),
      context.clock(),
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
        clock,
      }),
      ...(body && { text: body.text }),
      ...(incomplete && { incomplete }),
    };
  },
};

interface Beside {
  checklist: readonly z.infer<typeof graphChecklistItem>[];
  links: readonly z.infer<typeof graphLinkedResource>[];
  clock: PersonClock;
}

function taskContent(task: GraphTodoTask, { checklist, links, clock }: Beside): TaskContent {
  const { isReminderOn, reminderDateTime, categories } = task;
  return {
    title: cleanLine(task.title ?? ""),
    ...withoutEmpty({
      status: unlessUsual(task.status, "notStarted"),
      importance: unlessUsual(task.importance, "normal"),
      due: dueDay(task.dueDateTime, clock.zone)?.day,
      start: dueDay(task.startDateTime, clock.zone)?.day,
      completed: dueDay(task.completedDateTime, clock.zone)?.day,
      reminder: isReminderOn ? clock.local(utcOf(reminderDateTime)) : undefined,
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
      hasAttachments: task.hasAttachments || undefined,
      createdDateTime: clock.local(task.createdDateTime),
      lastModifiedDateTime: clock.local(task.lastModifiedDateTime),
    }),
  };
}
