import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { bestPermission } from "#common/tools/define-tool.ts";
import { teamListPermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { graphId, graphName } from "#workers/tools/graph-values.ts";
import {
  endsCall,
  fulfilledValue,
  hasCode,
  isRefused,
  throwIfEnding,
  undefinedIfFailed,
} from "#workers/tools/optional-request.ts";
import { firstPages } from "#workers/tools/paging/linked-pages.ts";
import type { ToldGap } from "#workers/tools/paging/short-answer.ts";
import { foldText, itemsLikeNamed, itemsNamed } from "#workers/tools/query/searchable-text.ts";
import type { GraphPage, ToolContext } from "#workers/tools/tool-context.ts";
import {
  byOrderHint,
  type GraphPlannerTask,
  graphBoardPart,
  graphListedPlan,
  graphPlan,
  graphPlannerTask,
} from "./graph-tasks.ts";
import {
  type Board,
  createRequestRoom,
  hasStatus,
  maxRequests,
  type RequestRoom,
  restOfList,
  type TaskPart,
  type WantedTasks,
} from "./task-list.ts";

/**
 * The tasks that are assigned to the user in Planner. Planner ignores `$filter`, `$orderby` and `$top`
 * (https://github.com/microsoftgraph/microsoft-graph-docs/issues/5099, 15484, 4698), so none is sent, and it lists
 * tasks of plans that were deleted (8730), which are left out. The names of most plans come by a list at the same time;
 * of others each is asked for. Of a plan that is named, the whole board is read.
 */
export async function readPlans(wanted: WantedTasks, context: ToolContext): Promise<PlannerPart> {
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

type PlannerPart = TaskPart<GraphPlannerTask>;

const named = ({ id, title }: z.infer<typeof graphListedPlan>): Plan => ({ id, name: cleanLine(title ?? "") });

/** The person's own tasks, without those of plans that are gone, and the names of plans by their ids. */
async function ownTasks(
  wanted: WantedTasks,
  { first, listed }: { first: GraphPage<GraphPlannerTask>; listed: readonly Plan[] },
  graph: ToolContext["graph"],
) {
  const room = createRequestRoom(maxRequests.planner - 2);
  const { items, isWhole } = await restOfList(first, { itemSchema: graphPlannerTask, room }, graph);
  const all = items.filter(({ percentComplete }) => hasStatus(wanted, percentComplete === 100));
  const gaps: ToldGap[] = isWhole ? [] : [onlyOf(items.length)];
  const planIds = new Set(all.flatMap(({ planId }) => planId ?? []));
  const { names, gone, unasked } = await namesOf(planIds, { listed, room }, graph);
  const unnamed = [...planIds].filter((id) => !names.has(id) && !gone.has(id)).length;
  if (wanted.list !== undefined && unnamed > 0) {
    gaps.push(`The names of ${unnamed} plans are not known; leave list out to see their tasks.`);
  } else if (unasked > 0) {
    gaps.push(`The names of ${unasked} plans are not known; some may be gone. read_resource tells the plan of a task.`);
  }
  const tasks = all.filter(({ planId }) => !gone.has(planId ?? ""));
  if (tasks.length < all.length) {
    gaps.push(`Tasks of plans that no longer exist are left out: ${all.length - tasks.length}.`);
  }
  return { tasks, names, gaps };
}

/** The boards of these plans; of those that can't be read, the person's own tasks. */
async function withBoards(
  plans: readonly Plan[],
  { tasks, lists, gaps }: { tasks: readonly GraphPlannerTask[]; lists: string[]; gaps: readonly ToldGap[] },
  graph: ToolContext["graph"],
): Promise<PlannerPart> {
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
    if (hasCode(error, "not_found")) gone.add(id);
  }
  return { names, gone, unasked: unknown.length - asked.length };
}

const partPaths = { name: [], buckets: ["buckets"], labels: ["details"] };

/** Reads these parts of a plan's board in one round trip. What Graph refuses is named in `gaps`, save for the name. */
export async function readBoardParts(
  planId: string,
  wanted: readonly (keyof typeof partPaths)[],
  graph: ToolContext["graph"],
): Promise<Board> {
  const path = ["planner", "plans", planId];
  const answers = await graph.getTogether(
    wanted.map((part) => ({ request: { path: [...path, ...partPaths[part]] }, schema: graphBoardPart })),
  );
  throwIfEnding(answers);
  const read = answers.map(fulfilledValue);
  const buckets = read.flatMap((part) => part?.value ?? []).sort(byOrderHint);
  const labels = Object.entries(read.find((part) => part?.categoryDescriptions)?.categoryDescriptions ?? {});
  const lost = wanted.filter((part, at) => part !== "name" && read[at] === undefined);
  return {
    plan: cleanLine(read.find((part) => part?.title)?.title ?? "") || undefined,
    buckets: new Map(buckets.map(({ id, name }, place) => [id, { name: cleanLine(name ?? ""), place }])),
    labels: new Map(labels.map(([label, name]) => [label, cleanLine(name ?? "")] as const).filter(([, name]) => name)),
    gaps: lost.length === 0 ? [] : [`The names of ${lost.join(" and ")} could not be read.`],
  };
}

/** The names of the labels that a task has; of a label without one, its number as Graph gives it. */
export function labelsOf({ appliedCategories }: GraphPlannerTask, { labels }: Pick<Board, "labels">): string[] {
  const applied = Object.entries(appliedCategories ?? {}).flatMap(([label, is]) => (is === true ? [label] : []));
  return applied.map((label) => labels.get(label) ?? label);
}

interface Plan {
  id: string;
  name: string;
}

/** Plans of one name, or of names that are alike: of so many the board is read. */
const maxBoards = 3;

/**
 * Reads the boards of plans: their tasks, whoever has them, as far as the person may see them. They come in Planner's
 * pages of 400 (https://github.com/microsoftgraph/microsoft-graph-docs/issues/6438).
 */
async function readBoards(
  plans: readonly Plan[],
  graph: ToolContext["graph"],
): Promise<Omit<PlannerPart, "lists"> & { boards: ReadonlyMap<string, Board> }> {
  const read = plans.slice(0, maxBoards);
  const room = createRequestRoom(maxRequests.boards - 3 * read.length);
  const gaps: ToldGap[] = [];
  if (read.length < plans.length) gaps.push(`Of ${plans.length} plans named so, ${maxBoards} were read.`);
  const boards = new Map<string, Board>();
  async function tasksOf(plan: Plan): Promise<PlannerPart["tasks"]> {
    const [first, board] = await Promise.all([
      graph.getPage({ path: ["planner", "plans", plan.id, "tasks"] }, graphPlannerTask),
      readBoardParts(plan.id, ["buckets", "labels"], graph),
    ]);
    const { items, isWhole } = await restOfList(first, { itemSchema: graphPlannerTask, room }, graph);
    if (!isWhole) gaps.push(`Only ${items.length} tasks of the plan were read.`);
    gaps.push(...board.gaps);
    boards.set(plan.id, board);
    return items.map((task) => ({ task, list: plan }));
  }
  const tasks: PlannerPart["tasks"] = [];
  for (const answer of await Promise.allSettled(read.map(tasksOf))) {
    if (answer.status === "fulfilled") tasks.push(...answer.value);
    else gaps.push(`The board of a plan could not be read: ${messageOf(answer.reason)}`);
  }
  return { tasks, boards, gaps };
}

/** What an error says that concerns one request. @throws any other */
function messageOf(error: unknown): string {
  if (error instanceof ToolError && !endsCall(error)) return error.message;
  throw error;
}

const listedTeam = z.object({ id: graphId, displayName: graphName.nullish() });

/**
 * The plans of the person's teams: Planner lists those alone that are shared with the person one by one
 * (https://learn.microsoft.com/graph/api/resources/plannerplandetails). Twenty teams are asked at most, those first
 * whose names are like the plan's. Rejects only with errors that concern the whole call.
 */
async function plansOfTeams(
  wanted: string,
  { graph, grantedScopes }: ToolContext,
): Promise<{ plans: Plan[]; gaps: ToldGap[] }> {
  if (bestPermission(teamListPermissions, grantedScopes) === undefined) {
    const missingScopes = [...teamListPermissions[0].scopes];
    return { plans: [], gaps: [{ reason: "Plans of teams were not looked through.", missingScopes }] };
  }
  try {
    const { items } = await graph.getPage({ path: ["me", "joinedTeams"] }, listedTeam);
    const teams = items.map(({ id, displayName }) => ({ id, name: displayName ?? "" }));
    const asked = [...new Set([...(await itemsLikeNamed(teams, wanted)), ...teams])].slice(0, maxRequests.teams);
    const requests = asked.map(({ id }) => ({ path: ["groups", id, "planner", "plans"] }));
    const answers = await firstPages(requests, graphListedPlan, graph);
    const plans = answers.flatMap((answer) => fulfilledValue(answer)?.items ?? []);
    const failed = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    const unread = failed.filter((error) => !isRefused(error) && messageOf(error)).length + teams.length - asked.length;
    return {
      plans: plans.map(named),
      gaps: unread > 0 ? [`The plans of ${unread} of the user's teams were not looked through.`] : [],
    };
  } catch (error) {
    return { plans: [], gaps: [`Plans of teams could not be read: ${messageOf(error)}`] };
  }
}
