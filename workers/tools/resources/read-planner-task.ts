import type { z } from "zod";
import { taskPermissions } from "#common/tools/permissions.ts";
import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { orNothing } from "#workers/tools/optional-request.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import {
  type GraphPlannerTask,
  graphPlan,
  graphPlannerDetails,
  graphPlannerTask,
  priorityName,
} from "#workers/tools/tasks/graph-planner.ts";
import {
  checklistEntry,
  dueDay,
  entriesLeftOut,
  maxEntries,
  type TaskContent,
  taskLink,
} from "#workers/tools/tasks/task-content.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { someOf, withoutEmpty } from "#workers/tools/without-empty.ts";
import { extractBody } from "./extract-body.ts";
import type { ResourceReader } from "./resource-reader.ts";

type Details = z.infer<typeof graphPlannerDetails>;

/** Reads a task of Planner: its properties, checklist and references, and its description. */
export const plannerTaskReader: ResourceReader<"planner-task"> = {
  async read({ taskId }, context) {
    requirePermission(taskPermissions, context.grantedScopes);
    const path = ["planner", "tasks", taskId];
    const [task, details, clock] = await Promise.all([
      context.graph.get({ path, fromCaller: "id" }, graphPlannerTask),
      orNothing(context.graph.get({ path: [...path, "details"], fromCaller: "id" }, graphPlannerDetails)),
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
      task: taskContent(task, { details, plan, clock }),
      ...(body && { text: body.text }),
      ...(incomplete && { incomplete }),
    };
  },
};

async function planName({ planId }: GraphPlannerTask, { graph }: ToolContext): Promise<string | undefined> {
  if (!planId) return undefined;
  const plan = await orNothing(graph.get({ path: ["planner", "plans", planId] }, graphPlan));
  return cleanLine(plan?.title ?? "") || undefined;
}

/** In Planner's order, which `orderHint` gives by its characters. */
const byOrderHint = (one: { orderHint?: string | null | undefined }, other: typeof one) =>
  (one.orderHint ?? "") < (other.orderHint ?? "") ? -1 : 1;

function taskContent(
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
      checklist: someOf(
        checklist
          .toSorted(byOrderHint)
          .slice(0, maxEntries)
          .map(({ title, isChecked }) => checklistEntry(title, isChecked)),
      ),
      links: someOf(
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
