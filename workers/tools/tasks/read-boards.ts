import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { bestPermission } from "#common/tools/define-tool.ts";
import { teamListPermissions } from "#common/tools/permissions.ts";
import type { Incomplete } from "#common/tools/schemas/results.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { graphId, graphName } from "#workers/tools/graph-values.ts";
import { endsCall, isRefused } from "#workers/tools/optional-request.ts";
import { firstPages } from "#workers/tools/paging/page-at.ts";
import { itemsLikeNamed } from "#workers/tools/query/searchable-text.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import {
  byOrderHint,
  type GraphPlannerTask,
  graphBoardPart,
  graphListedPlan,
  graphPlannerTask,
} from "./graph-planner.ts";
import { type Board, createRequestRoom, goingOn, maxRequests, restOfList, type TaskPart } from "./task-list.ts";

const partPaths = { name: [], buckets: ["buckets"], labels: ["details"] };

/** Reads these parts of a plan's board in one round trip. What Graph refuses is named in `gaps`, save for the name. */
export async function readBoardParts(
  planId: string,
  wanted: readonly (keyof typeof partPaths)[],
  graph: Pick<ToolContext["graph"], "getTogether">,
): Promise<Board> {
  const path = ["planner", "plans", planId];
  const answers = await graph.getTogether(
    wanted.map((part) => ({ request: { path: [...path, ...partPaths[part]] }, schema: graphBoardPart })),
  );
  const reasons: unknown[] = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
  const ending = reasons.find(endsCall);
  if (ending !== undefined) throw ending;
  const read = answers.map((answer) => (answer.status === "fulfilled" ? answer.value : undefined));
  const buckets = read.flatMap((part) => part?.value ?? []).sort(byOrderHint);
  const labels = Object.entries(read.find((part) => part?.categoryDescriptions)?.categoryDescriptions ?? {});
  const lost = wanted.filter((part, at) => part !== "name" && read[at] === undefined);
  return {
    plan: cleanLine(read.find((part) => part?.title)?.title ?? "") || undefined,
    buckets: new Map(buckets.map(({ id, name }, place) => [id, { name: cleanLine(name ?? ""), place }])),
    labels: new Map(labels.map(([label, name]) => [label, cleanLine(name ?? "")] as const).filter(([, name]) => name)),
    gaps: lost.length === 0 ? [] : [{ reason: `The names of ${lost.join(" and ")} could not be read.` }],
  };
}

/** The names of the labels that a task has; of a label without one, its number as Graph gives it. */
export function labelsOf({ appliedCategories }: GraphPlannerTask, { labels }: Pick<Board, "labels">): string[] {
  const applied = Object.entries(appliedCategories ?? {}).flatMap(([label, is]) => (is === true ? [label] : []));
  return applied.map((label) => labels.get(label) ?? label);
}

type PlannerPart = TaskPart<GraphPlannerTask>;

export interface Plan {
  id: string;
  name: string;
}

/** Plans of one name, or of names that are alike: of so many the board is read. */
const maxBoards = 3;
const maxPages = 5;

/**
 * Reads the boards of plans: their tasks, whoever has them, as far as the person may see them. They come in Planner's
 * pages of 400 (https://github.com/microsoftgraph/microsoft-graph-docs/issues/6438).
 */
export async function readBoards(
  plans: readonly Plan[],
  graph: ToolContext["graph"],
): Promise<Omit<PlannerPart, "lists"> & { boards: ReadonlyMap<string, Board> }> {
  const read = plans.slice(0, maxBoards);
  const room = createRequestRoom(maxRequests.boards - 3 * read.length);
  const gaps: Incomplete[] = [];
  if (read.length < plans.length) gaps.push({ reason: `Of ${plans.length} plans named so, ${maxBoards} were read.` });
  const boards = new Map<string, Board>();
  async function tasksOf(plan: Plan): Promise<PlannerPart["tasks"]> {
    const [first, board] = await Promise.all([
      graph.getPage({ path: ["planner", "plans", plan.id, "tasks"] }, graphPlannerTask),
      readBoardParts(plan.id, ["buckets", "labels"], graph),
    ]);
    const { items, isWhole } = await restOfList(
      first,
      { itemSchema: graphPlannerTask, mayGoOn: goingOn(maxPages, room) },
      graph,
    );
    if (!isWhole) gaps.push({ reason: `Only ${items.length} tasks of the plan were read.` });
    gaps.push(...board.gaps);
    boards.set(plan.id, board);
    return items.map((task) => ({ task, list: plan }));
  }
  const tasks: PlannerPart["tasks"] = [];
  for (const answer of await Promise.allSettled(read.map(tasksOf))) {
    if (answer.status === "fulfilled") tasks.push(...answer.value);
    else gaps.push({ reason: `The board of a plan could not be read: ${messageOf(answer.reason)}` });
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
export async function plansOfTeams(
  wanted: string,
  { graph, grantedScopes }: ToolContext,
): Promise<{ plans: Plan[]; gaps: Incomplete[] }> {
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
    const plans = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value.items : []));
    const failed = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    const unread = failed.filter((error) => !isRefused(error) && messageOf(error)).length + teams.length - asked.length;
    return {
      plans: plans.map(({ id, title }) => ({ id, name: cleanLine(title ?? "") })),
      gaps: unread > 0 ? [{ reason: `The plans of ${unread} of the user's teams were not looked through.` }] : [],
    };
  } catch (error) {
    return { plans: [], gaps: [{ reason: `Plans of teams could not be read: ${messageOf(error)}` }] };
  }
}
