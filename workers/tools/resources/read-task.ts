import { z } from "zod";
import { taskPermissions } from "#common/tools/permissions.ts";
import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { unixMsOf, utcText } from "#workers/tools/calendar/event-times.ts";
import type { GraphTimeInZone } from "#workers/tools/calendar/graph-event.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { undefinedIfRefused } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/short-answer.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { nonEmptyList, withoutEmpty } from "#workers/tools/shown-fields.ts";
import {
  type GraphPlannerTask,
  graphPlan,
  graphPlannerDetails,
  graphPlannerTask,
  priorityName,
} from "#workers/tools/tasks/graph-planner.ts";
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
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { extractBody } from "./extract-body.ts";
import type { ResourceReader } from "./resource-content.ts";

type Details = z.infer<typeof graphPlannerDetails>;

/** Reads a task of Planner: its properties, checklist and references, and its description. */
export const plannerTaskReader: ResourceReader<"planner-task"> = {
  async read({ taskId }, context) {
    requirePermission(taskPermissions, context.grantedScopes);
    const path = ["planner", "tasks", taskId];
    const [task, details, clock] = await Promise.all([
      context.graph.get({ path, fromCaller: "id" }, graphPlannerTask),
      undefinedIfRefused(context.graph.get({ path: [...path, "details"], fromCaller: "id" }, graphPlannerDetails)),
      context.clock(),
    ]);
    const description = details?.description?.trim() ?? "";
    const [plan, body] = await Promise.all([
      planName(task, context),
      description === ""
        ? undefined
        : extractBody({ contentType: "text", content: description }, { writtenBy: undefined }, context),
    ]);
    const incomplete = joinIncomplete([
      details === undefined ? { reason: "Its description, checklist and references could not be read." } : undefined,
      ...entriesLeftOut({
        checklist: Object.keys(details?.checklist ?? {}).length,
        links: Object.keys(details?.references ?? {}).length,
      }),
      body?.incomplete,
    ]);
    return {
      task: plannerTaskContent(task, { details, plan, clock }),
      ...(body && { text: body.text }),
      ...(incomplete && { incomplete }),
    };
  },
};

async function planName({ planId }: GraphPlannerTask, { graph }: ToolContext): Promise<string | undefined> {
  if (!planId) return undefined;
  const plan = await undefinedIfRefused(graph.get({ path: ["planner", "plans", planId] }, graphPlan));
  return cleanLine(plan?.title ?? "") || undefined;
}

/** In Planner's order, which `orderHint` gives by its characters. */
const byOrderHint = (one: { orderHint?: string | null | undefined }, other: typeof one) =>
  (one.orderHint ?? "") < (other.orderHint ?? "") ? -1 : 1;

function plannerTaskContent(
  task: GraphPlannerTask,
  { details, plan, clock }: { details: Details | undefined; plan: string | undefined; clock: PersonClock },
): TaskContent {
  const { percentComplete } = task;
  const checklist = Object.values(details?.checklist ?? {}).filter((item) => item != null);
  const references = Object.entries(details?.references ?? {});
  return {
    title: cleanLine(task.title ?? ""),
    ...withoutEmpty({
      list: plan,
      status: percentComplete === 100 ? "completed" : percentComplete ? "inProgress" : undefined,
      importance: priorityName(task.priority),
      due: dueDay(task.dueDateTime, clock.zone)?.day,
      start: dueDay(task.startDateTime, clock.zone)?.day,
      completed: dueDay(task.completedDateTime, clock.zone)?.day,
      assignees: Object.keys(task.assignments ?? {}).length || undefined,
      checklist: nonEmptyList(
        checklist
          .toSorted(byOrderHint)
          .slice(0, maxEntries)
          .map(({ title, isChecked }) => checklistEntry(title, isChecked)),
      ),
      links: nonEmptyList(
        references
          .slice(0, maxEntries)
          .map(([address, reference]) =>
            taskLink({ name: reference?.alias, app: reference?.type, url: decodePercent(address) ?? "" }),
          ),
      ),
      createdDateTime: clock.local(task.createdDateTime),
    }),
  };
}

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
      undefinedIfRefused(
        graph.get({ path: [...path, "checklistItems"], fromCaller: "id" }, listOf(graphChecklistItem)),
      ),
      undefinedIfRefused(
        graph.get({ path: [...path, "linkedResources"], fromCaller: "id" }, listOf(graphLinkedResource)),
      ),
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
      task: todoTaskContent(task, {
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

function todoTaskContent(task: GraphTodoTask, { checklist, links, clock }: Beside): TaskContent {
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
      categories: nonEmptyList(shownCategories(categories)),
      checklist: nonEmptyList(
        checklist.slice(0, maxEntries).map(({ displayName, isChecked }) => checklistEntry(displayName, isChecked)),
      ),
      links: nonEmptyList(
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
