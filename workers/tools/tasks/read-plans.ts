import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import { itemsNamed } from "#workers/tools/text/items-named.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphPlannerTask, graphPlan, graphPlannerTask } from "./graph-planner.ts";
import { hasStatus, type TaskPart, type WantedTasks } from "./task-list.ts";

const maxPages = 5;
/** The names of more plans are not asked for. */
const maxPlans = 40;

/**
 * The tasks that are assigned to the user in Planner. Planner ignores `$filter`, `$orderby` and `$top`
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/5099, 15484, 4698), so none is sent, and it lists
 * tasks of plans that were deleted (8730), which are left out.
 */
export async function readPlans(wanted: WantedTasks, { graph }: ToolContext): Promise<TaskPart<GraphPlannerTask>> {
  const request = { path: ["me", "planner", "tasks"] };
  const all: GraphPlannerTask[] = [];
  const gaps: Incomplete[] = [];
  let pages = 0;
  for await (const page of linkedPages(graph, { request, itemSchema: graphPlannerTask }, undefined)) {
    all.push(...page.items.filter(({ percentComplete }) => hasStatus(wanted, percentComplete === 100)));
    pages += 1;
    if (page.next === undefined || pages < maxPages) continue;
    gaps.push({ reason: `Only ${all.length} tasks of Planner were looked through.` });
    break;
  }
  const planIds = new Set(all.flatMap(({ planId }) => planId ?? []));
  const { named, gone } = await namesOf(planIds, graph);
  const unnamed = planIds.size - named.size - gone.size;
  if (wanted.list !== undefined && unnamed > 0) {
    gaps.push({ reason: `The names of ${unnamed} plans are not known; leave list out to see their tasks.` });
  }
  const left = all.filter(({ planId }) => !gone.has(planId ?? ""));
  if (left.length < all.length) {
    gaps.push({ reason: `${all.length - left.length} tasks of plans that no longer exist are left out.` });
  }
  const plans = itemsNamed(
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

/** The names of plans, by their ids, and which of them are gone. Others are unknown: the task is shown without. */
async function namesOf(ids: ReadonlySet<string>, graph: ToolContext["graph"]) {
  const asked = [...ids].slice(0, maxPlans);
  const answers = await graph.getTogether(
    asked.map((id) => ({ request: { path: ["planner", "plans", id] }, schema: graphPlan })),
  );
  const named = new Map<string, string>();
  const gone = new Set<string>();
  for (const [at, id] of asked.entries()) {
    const answer = answers[at];
    const name = answer?.status === "fulfilled" ? cleanLine(answer.value.title ?? "") : "";
    if (name !== "") named.set(id, name);
    const error: unknown = answer?.status === "rejected" ? answer.reason : undefined;
    if (error instanceof ToolError && error.code === "not_found") gone.add(id);
  }
  return { named, gone };
}
