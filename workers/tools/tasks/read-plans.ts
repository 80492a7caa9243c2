import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { itemsNamed } from "#workers/tools/text/searchable-text.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphPlannerTask, graphListedPlan, graphPlan, graphPlannerTask } from "./graph-planner.ts";
import {
  createRequestRoom,
  hasStatus,
  maxRequests,
  type RequestRoom,
  restOfList,
  type TaskPart,
  type WantedTasks,
} from "./task-list.ts";

const maxPages = 5;

/**
 * The tasks that are assigned to the user in Planner. Planner ignores `$filter`, `$orderby` and `$top`
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/5099, 15484, 4698), so none is sent, and it lists
 * tasks of plans that were deleted (8730), which are left out. The names of most plans come by a list at the same time;
 * of others each is asked for.
 */
export async function readPlans(wanted: WantedTasks, { graph }: ToolContext): Promise<TaskPart<GraphPlannerTask>> {
  const room = createRequestRoom(maxRequests.planner - 2);
  const [first, listed] = await Promise.all([
    graph.getPage({ path: ["me", "planner", "tasks"] }, graphPlannerTask),
    undefinedIfFailed(() => graph.getPage({ path: ["me", "planner", "plans"] }, graphListedPlan)),
  ]);
  let pages = 1;
  const mayGoOn = () => {
    pages += 1;
    return pages <= maxPages && room.take(1) === 1;
  };
  const { items, isWhole } = await restOfList(first, { itemSchema: graphPlannerTask, mayGoOn }, graph);
  const all = items.filter(({ percentComplete }) => hasStatus(wanted, percentComplete === 100));
  const gaps: Incomplete[] = isWhole ? [] : [{ reason: onlyOf(items.length) }];
  const planIds = new Set(all.flatMap(({ planId }) => planId ?? []));
  const { named, gone, unasked } = await namesOf(planIds, { listed: listed?.items ?? [], room }, graph);
  const unnamed = planIds.size - named.size - gone.size;
  if (wanted.list !== undefined && unnamed > 0) {
    gaps.push({ reason: `The names of ${unnamed} plans are not known; leave list out to see their tasks.` });
  } else if (unasked > 0) {
    gaps.push({
      reason: `The names of ${unasked} plans are not known; some may be gone. read_resource tells the plan of a task.`,
    });
  }
  const left = all.filter(({ planId }) => !gone.has(planId ?? ""));
  if (left.length < all.length) {
    gaps.push({ reason: `Tasks of plans that no longer exist are left out: ${all.length - left.length}.` });
  }
  const plans = await itemsNamed(
    [...named].map(([id, name]) => ({ id, name })),
    wanted.list,
  );
  const chosen = new Set(plans.map(({ id }) => id));
  const isChosen = ({ planId }: GraphPlannerTask) => wanted.list === undefined || chosen.has(planId ?? "");
  return {
    tasks: left.filter(isChosen).map((task) => {
      const id = task.planId ?? "";
      return { task, list: { id, name: named.get(id) } };
    }),
    lists: [...named.values()],
    gaps,
  };
}

const onlyOf = (tasks: number) =>
  `Only ${tasks} tasks of Planner were looked through, which can't filter its list; find the others in Planner.`;

/** The names of plans, by their ids, and which of them are gone. Others are unknown: the task is shown without. */
async function namesOf(
  ids: ReadonlySet<string>,
  { listed, room }: { listed: readonly z.infer<typeof graphListedPlan>[]; room: RequestRoom },
  graph: ToolContext["graph"],
) {
  const nameOf = (plan: { title?: string | null | undefined }) => cleanLine(plan.title ?? "");
  const known = listed.filter((plan) => ids.has(plan.id) && nameOf(plan) !== "");
  const named = new Map(known.map((plan) => [plan.id, nameOf(plan)]));
  const unknown = [...ids].filter((id) => !named.has(id));
  const asked = unknown.slice(0, room.take(unknown.length));
  const answers = await graph.getTogether(
    asked.map((id) => ({ request: { path: ["planner", "plans", id] }, schema: graphPlan })),
  );
  const gone = new Set<string>();
  for (const [at, id] of asked.entries()) {
    const answer = answers[at];
    const name = answer?.status === "fulfilled" ? nameOf(answer.value) : "";
    if (name !== "") named.set(id, name);
    const error: unknown = answer?.status === "rejected" ? answer.reason : undefined;
    if (error instanceof ToolError && error.code === "not_found") gone.add(id);
  }
  return { named, gone, unasked: unknown.length - asked.length };
}
