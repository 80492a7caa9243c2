import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import { foldText, itemsNamed } from "#workers/tools/query/searchable-text.ts";
import type { GraphPage, ToolContext } from "#workers/tools/tool-context.ts";
import { type GraphPlannerTask, graphListedPlan, graphPlan, graphPlannerTask } from "./graph-planner.ts";
import { type Plan, plansOfTeams, readBoards } from "./read-boards.ts";
import {
  createRequestRoom,
  goingOn,
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
 * of others each is asked for. Of a plan that is named, the whole board is read.
 */
export async function readPlans(wanted: WantedTasks, context: ToolContext): Promise<TaskPart<GraphPlannerTask>> {
  const { graph } = context;
  const { list } = wanted;
  const [first, answer] = await Promise.all([
    graph.getPage({ path: ["me", "planner", "tasks"] }, graphPlannerTask),
    undefinedIfFailed(() => graph.getPage({ path: ["me", "planner", "plans"] }, graphListedPlan)),
  ]);
  const listed = (answer?.items ?? []).map(named).filter(({ name }) => name !== "");
  if (list === undefined) {
    const { tasks: own, names, gaps } = await ownTasks(wanted, { first, listed }, graph);
    const tasks = own.map((task) => ({ task, list: { id: task.planId ?? "", name: names.get(task.planId ?? "") } }));
    return { tasks, lists: [...names.values()], gaps };
  }
  const lists = listed.map(({ name }) => name);
  const likely = await itemsNamed(listed, list);
  if (likely.some(({ name }) => foldText(name) === foldText(list)))
    return await withBoards(likely, { tasks: first.items, lists, gaps: [] }, graph);
  return {
    tasks: [],
    lists,
    gaps: [],
    async readUnlisted() {
      const [{ tasks, names, gaps }, ofTeams] = await Promise.all([
        ownTasks(wanted, { first, listed }, graph),
        plansOfTeams(list, context),
      ]);
      for (const { id, name } of ofTeams.plans) names.set(id, name);
      const plans = [...names].map(([id, name]) => ({ id, name }));
      const found = { tasks, lists: [...names.values()], gaps: [...gaps, ...ofTeams.gaps] };
      return await withBoards(await itemsNamed(plans, list), found, graph);
    },
  };
}

const named = ({ id, title }: z.infer<typeof graphListedPlan>): Plan => ({ id, name: cleanLine(title ?? "") });

/** The person's own tasks, without those of plans that are gone, and the names of plans by their ids. */
async function ownTasks(
  wanted: WantedTasks,
  { first, listed }: { first: GraphPage<GraphPlannerTask>; listed: readonly Plan[] },
  graph: ToolContext["graph"],
) {
  const room = createRequestRoom(maxRequests.planner - 2);
  const { items, isWhole } = await restOfList(
    first,
    { itemSchema: graphPlannerTask, mayGoOn: goingOn(maxPages, room) },
    graph,
  );
  const all = items.filter(({ percentComplete }) => hasStatus(wanted, percentComplete === 100));
  const gaps: Incomplete[] = isWhole ? [] : [{ reason: onlyOf(items.length) }];
  const planIds = new Set(all.flatMap(({ planId }) => planId ?? []));
  const { names, gone, unasked } = await namesOf(planIds, { listed, room }, graph);
  const unnamed = [...planIds].filter((id) => !names.has(id) && !gone.has(id)).length;
  if (wanted.list !== undefined && unnamed > 0) {
    gaps.push({ reason: `The names of ${unnamed} plans are not known; leave list out to see their tasks.` });
  } else if (unasked > 0) {
    gaps.push({
      reason: `The names of ${unasked} plans are not known; some may be gone. read_resource tells the plan of a task.`,
    });
  }
  const tasks = all.filter(({ planId }) => !gone.has(planId ?? ""));
  if (tasks.length < all.length) {
    gaps.push({ reason: `Tasks of plans that no longer exist are left out: ${all.length - tasks.length}.` });
  }
  return { tasks, names, gaps };
}

/** The boards of these plans; of those that can't be read, the person's own tasks. */
async function withBoards(
  plans: readonly Plan[],
  { tasks, lists, gaps }: { tasks: readonly GraphPlannerTask[]; lists: string[]; gaps: readonly Incomplete[] },
  graph: ToolContext["graph"],
): Promise<TaskPart<GraphPlannerTask>> {
  const read = await readBoards(plans, graph);
  const others = plans.filter(({ id }) => !read.boards.has(id));
  const own = others.flatMap((list) =>
    tasks.filter(({ planId }) => planId === list.id).map((task) => ({ task, list })),
  );
  return { ...read, tasks: [...read.tasks, ...own], lists, gaps: [...gaps, ...read.gaps] };
}

const onlyOf = (tasks: number) =>
  `Only ${tasks} tasks of Planner were looked through, which can't filter its list; find the others in Planner.`;

/** The names of plans, by their ids, of all listed ones too, and which are gone. A task is shown without one. */
async function namesOf(
  ids: ReadonlySet<string>,
  { listed, room }: { listed: readonly Plan[]; room: RequestRoom },
  graph: ToolContext["graph"],
) {
  const names = new Map(listed.map(({ id, name }) => [id, name]));
  const unknown = [...ids].filter((id) => !names.has(id));
  const asked = unknown.slice(0, room.take(unknown.length));
  const answers = await graph.getTogether(
    asked.map((id) => ({ request: { path: ["planner", "plans", id] }, schema: graphPlan })),
  );
  const gone = new Set<string>();
  for (const [at, id] of asked.entries()) {
    const answer = answers[at];
    const name = answer?.status === "fulfilled" ? cleanLine(answer.value.title ?? "") : "";
    if (name !== "") names.set(id, name);
    const error: unknown = answer?.status === "rejected" ? answer.reason : undefined;
    if (error instanceof ToolError && error.code === "not_found") gone.add(id);
  }
  return { names, gone, unasked: unknown.length - asked.length };
}
