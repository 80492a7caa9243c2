import type { Plan, PlannerTask } from "#test/fake-tenant/data/tasks/task-types.ts";
import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { contextOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { mayReadTasks } from "./todo-routes.ts";

const time = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());
const personJson = (id: string) => ({ user: { displayName: null, id } });
const forbidden = () =>
  new GraphRefusal(403, "", "You do not have the required permissions to access this item, or the item may not exist.");
const notFound = () => new GraphRefusal(404, "", "The requested item is not found.");

/** All properties, most of them null where there is nothing. */
const taskJson = (task: PlannerTask) => ({
  "@odata.etag": `W/"${task.id}"`,
  planId: task.plan.id,
  bucketId: task.bucketId,
  title: task.title,
  orderHint: "8585269235419217847",
  assigneePriority: "8585269236093",
  percentComplete: task.percentComplete,
  startDateTime: null,
  createdDateTime: time(task.createdAt),
  dueDateTime: time(task.dueAt),
  hasDescription: task.description !== "",
  previewType: "automatic",
  completedDateTime: time(task.completedAt),
  completedBy: null,
  referenceCount: Object.keys(task.references).length,
  checklistItemCount: task.checklist.length,
  activeChecklistItemCount: task.checklist.filter(({ isChecked }) => !isChecked).length,
  conversationThreadId: null,
  priority: task.priority,
  id: task.id,
  createdBy: personJson(task.createdBy.id),
  appliedCategories: {},
  assignments: Object.fromEntries(
    task.assignees.map(({ id }) => [
      id,
      {
        "@odata.type": "#microsoft.graph.plannerAssignment",
        assignedDateTime: time(task.createdAt),
        orderHint: "",
        assignedBy: personJson(task.createdBy.id),
      },
    ]),
  ),
});

/** No name of a property has these (https://learn.microsoft.com/graph/api/resources/plannerexternalreferences). */
const propertyName = (address: string) =>
  address.replace(/[%.:@#]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

const detailsJson = (task: PlannerTask) => ({
  "@odata.etag": `W/"${task.id}"`,
  description: task.description,
  previewType: "automatic",
  id: task.id,
  references: Object.fromEntries(
    Object.entries(task.references).map(([address, reference]) => [
      propertyName(address),
      { "@odata.type": "#microsoft.graph.plannerExternalReference", ...reference, previewPriority: "8585" },
    ]),
  ),
  // The newest first; their order is that of the hints.
  checklist: Object.fromEntries(
    task.checklist
      .map(({ id, title, isChecked, createdAt }, at) => [
        id,
        {
          "@odata.type": "#microsoft.graph.plannerChecklistItem",
          isChecked,
          title,
          orderHint: `${String(8000 + at)}P`,
          lastModifiedDateTime: time(createdAt),
        },
      ])
      .toReversed(),
  ),
});

function planOf(call: GraphCall) {
  if (!mayReadTasks(call)) throw forbidden();
  const plan = call.world.tasks.plans(call.caller.tenant.id).find(({ id }) => id === call.params.plan);
  if (plan === undefined || plan.isDeleted) throw notFound();
  if (!plan.members.has(call.caller.user.id)) throw forbidden();
  return plan;
}

/** A member of a plan sees all its tasks. */
function taskOf(call: GraphCall): PlannerTask {
  const { world, caller, params } = call;
  if (!mayReadTasks(call)) throw forbidden();
  const tasks = world.tasks.plans(caller.tenant.id).flatMap(({ tasks: all }) => all);
  const task = tasks.find(({ id }) => id === params.task);
  if (task === undefined || task.plan.isDeleted) throw notFound();
  if (!task.plan.members.has(caller.user.id)) throw forbidden();
  return task;
}

function listOwn(call: GraphCall): GraphResult {
  if (!mayReadTasks(call)) throw forbidden();
  const { behaviour, tasks } = call.world;
  const asked = new URLSearchParams(call.request.query);
  if (behaviour.plannerIgnoresOptions) for (const name of ["$filter", "$orderby", "$top"]) asked.delete(name);
  const size = behaviour.plannerPageSize;
  const options = readQueryOptions(asked, { defaultTop: size, maxTop: size });
  const all = tasks
    .assigned(call.caller.user)
    .filter(({ plan }) => behaviour.plannerKeepsDeletedPlans || !plan.isDeleted);
  const { items, links } = pageOfList(call, options, all);
  return {
    body: JSON.stringify({
      "@odata.context": contextOf(call, "Collection(microsoft.graph.plannerTask)"),
      "@odata.count": all.length,
      ...links,
      value: items.map(taskJson),
    }),
  };
}

const planJson = ({ id, title, createdBy, createdAt }: Plan) => ({
  "@odata.etag": `W/"${id}"`,
  createdDateTime: time(createdAt),
  owner: id,
  title,
  id,
  createdBy: personJson(createdBy.id),
});

/** The plans that are shared with a person; those that were deleted are not among them. */
function listPlans(call: GraphCall): GraphResult {
  if (!mayReadTasks(call)) throw forbidden();
  const { world, caller } = call;
  const all = world.tasks.plans(caller.tenant.id).filter((plan) => !plan.isDeleted && plan.members.has(caller.user.id));
  return answer(call, "Collection(microsoft.graph.plannerPlan)", {
    "@odata.count": all.length,
    value: all.map(planJson),
  });
}

const answer = (call: GraphCall, what: string, body: object): GraphResult => ({
  body: JSON.stringify({ "@odata.context": contextOf(call, what), ...body }),
});

export const plannerRoutes: readonly GraphRoute[] = [
  { method: "GET", path: "me/planner/tasks", handle: listOwn },
  { method: "GET", path: "me/planner/plans", handle: listPlans },
  {
    method: "GET",
    path: "planner/plans/:plan",
    handle: (call) => answer(call, "planner/plans/$entity", planJson(planOf(call))),
  },
  {
    method: "GET",
    path: "planner/tasks/:task",
    handle: (call) => answer(call, "planner/tasks/$entity", taskJson(taskOf(call))),
  },
  {
    method: "GET",
    path: "planner/tasks/:task/details",
    handle: (call) => answer(call, "planner/tasks/details/$entity", detailsJson(taskOf(call))),
  },
];
