import { z } from "zod";
import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { unixMsOf, utcText } from "#workers/tools/calendar/event-times.ts";
import type { GraphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import { undefinedIfRefused } from "#workers/tools/optional-request.ts";
import { userNames } from "#workers/tools/people/find-people.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import {
  byOrderHint,
  type GraphPlannerTask,
  type GraphTodoTask,
  graphChecklistItem,
  graphLinkedResource,
  graphPlannerDetails,
  graphPlannerTask,
  graphTodoTask,
  priorityName,
} from "#workers/tools/tasks/graph-tasks.ts";
import { labelsOf, readBoardParts } from "#workers/tools/tasks/read-plans.ts";
import {
  checklistEntry,
  dueDay,
  entriesLeftOut,
  maxEntries,
  shownAssignees,
  shownCategories,
  taskLink,
  unlessUsual,
} from "#workers/tools/tasks/task-content.ts";
import type { Board } from "#workers/tools/tasks/task-list.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceReader } from "./resource-content.ts";
import { extractBody } from "./resource-text.ts";

/** As many entries of a task as are shown. Undefined where it has none. */
const firstEntries = <Entry, Shown>(entries: readonly Entry[], show: (entry: Entry) => Shown) =>
  nonEmptyList(entries.slice(0, maxEntries).map(show));

const daysOf = ({ dueDateTime, startDateTime, completedDateTime }: GraphPlannerTask | GraphTodoTask, zone: string) => ({
  due: dueDay(dueDateTime, zone)?.day,
  start: dueDay(startDateTime, zone)?.day,
  completed: dueDay(completedDateTime, zone)?.day,
});

/** Reads a task of Planner: its properties, labels, checklist and references, and its description. */
export const readPlannerTask: ResourceReader<"planner-task"> = async ({ taskId }, context) => {
  const path = ["planner", "tasks", taskId];
  const [task, details, clock] = await Promise.all([
    context.graph.get({ path, fromCaller: "id" }, graphPlannerTask),
    undefinedIfRefused(context.graph.get({ path: [...path, "details"], fromCaller: "id" }, graphPlannerDetails)),
    context.clock(),
  ]);
  const description = details?.description?.trim() ?? "";
  const [board, names, body] = await Promise.all([
    boardOf(task, context),
    userNames(Object.keys(task.assignments ?? {}), context),
    description === "" ? undefined : extractBody({ contentType: "text", content: description }, context),
  ]);
  const { percentComplete } = task;
  const checklist = Object.values(details?.checklist ?? {});
  const references = Object.entries(details?.references ?? {});
  return {
    task: withoutEmpty({
      title: cleanLine(task.title ?? ""),
      list: board.plan,
      bucket: board.buckets.get(task.bucketId ?? "")?.name || undefined,
      status: percentComplete === 100 ? "completed" : percentComplete ? "inProgress" : undefined,
      importance: priorityName(task.priority),
      ...daysOf(task, clock.zone),
      assignees: shownAssignees(Object.keys(task.assignments ?? {}), names),
      categories: nonEmptyList(shownCategories(labelsOf(task, board))),
      checklist: firstEntries(checklist.filter((item) => item != null).toSorted(byOrderHint), ({ title, isChecked }) =>
        checklistEntry(title, isChecked),
      ),
      links: firstEntries(references, ([address, reference]) =>
        taskLink({ name: reference?.alias, app: reference?.type, url: decodePercent(address) ?? "" }),
      ),
      createdDateTime: clock.local(task.createdDateTime),
    }),
    text: body?.text,
    gaps: [
      details === undefined && "Its description, checklist and references could not be read.",
      ...entriesLeftOut({ checklist: checklist.length, links: references.length }),
      ...board.gaps,
      body?.incomplete,
    ],
  };
};

/** The plan of a task, with the names of what the task has of it. */
async function boardOf(task: GraphPlannerTask, { graph }: ToolContext): Promise<Board> {
  const { planId, bucketId } = task;
  const none: Board = { plan: undefined, buckets: new Map(), labels: new Map(), gaps: [] };
  if (!planId) return none;
  const hasLabels = labelsOf(task, none).length > 0;
  const parts = ["name" as const, bucketId ? ("buckets" as const) : [], hasLabels ? ("labels" as const) : []].flat();
  return await readBoardParts(planId, parts, graph);
}

/** A time with its offset; as Graph gives it where its zone is not known. */
function utcOf(time: GraphTimeInZone | null | undefined): string | undefined {
  const unixMs = unixMsOf(time);
  return unixMs === undefined ? time?.dateTime : utcText(unixMs);
}

const listOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item) });

/** Reads a task of To Do: its properties, checklist and links, and its note as Markdown. */
export const readTodoTask: ResourceReader<"todo-task"> = async ({ listId, taskId }, context) => {
  const { graph } = context;
  const path = ["me", "todo", "lists", listId, "tasks", taskId];
  const [task, checklist, linked, clock] = await Promise.all([
    graph.get({ path, fromCaller: "id" }, graphTodoTask),
    undefinedIfRefused(graph.get({ path: [...path, "checklistItems"], fromCaller: "id" }, listOf(graphChecklistItem))),
    undefinedIfRefused(
      graph.get({ path: [...path, "linkedResources"], fromCaller: "id" }, listOf(graphLinkedResource)),
    ),
    context.clock(),
  ]);
  const { content } = task.body ?? {};
  const body = content?.trim() ? await extractBody(task.body ?? {}, context) : undefined;
  // The task itself may name them too.
  const links = linked?.value ?? task.linkedResources ?? [];
  return {
    task: withoutEmpty({
      title: cleanLine(task.title ?? ""),
      status: unlessUsual(task.status, "notStarted"),
      importance: unlessUsual(task.importance, "normal"),
      ...daysOf(task, clock.zone),
      reminder: task.isReminderOn ? clock.local(utcOf(task.reminderDateTime)) : undefined,
      recurrence: task.recurrence,
      categories: nonEmptyList(shownCategories(task.categories)),
      checklist: firstEntries(checklist?.value ?? [], ({ displayName, isChecked }) =>
        checklistEntry(displayName, isChecked),
      ),
      links: firstEntries(links, ({ displayName, applicationName, webUrl }) =>
        taskLink({ name: displayName, app: applicationName, url: webUrl ?? "" }),
      ),
      hasAttachments: task.hasAttachments || undefined,
      createdDateTime: clock.local(task.createdDateTime),
      lastModifiedDateTime: clock.local(task.lastModifiedDateTime),
    }),
    text: body?.text,
    gaps: [
      checklist === undefined && "The checklist could not be read.",
      ...entriesLeftOut({ checklist: checklist?.value.length ?? 0, links: links.length }),
      task.hasAttachments === true && "Its attached files can't be read here; open the task in To Do.",
      body?.incomplete,
    ],
  };
};
