import type { Plan, PlannerTask } from "#test/fake-tenant/data/tasks/task-store.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
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
  appliedCategories: Object.fromEntries(task.labels.map((label) => [`category${label}`, true])),
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

function listTasks(call: GraphCall, all: readonly PlannerTask[]): GraphResult {
  const asked = new URLSearchParams(call.request.query);
  // microsoft-graph-docs #4698, #5099, #15484: it takes no notice of them.
  for (const name of ["$filter", "$orderby", "$top"]) asked.delete(name);
  // msteams-docs, virtual-table-entity-references.
  const size = 400;
  const options = readQueryOptions(asked, { defaultTop: size, maxTop: size });
  const { items, links } = pageOfList(call, options, all);
  return answer(call, "Collection(microsoft.graph.plannerTask)", {
    "@odata.count": all.length,
    ...links,
    value: items.map(taskJson),
  });
}

function listOwn(call: GraphCall): GraphResult {
  if (!mayReadTasks(call)) throw forbidden();
  // microsoft-graph-docs #8730: those of plans that were deleted are among them.
  return listTasks(call, call.world.tasks.assigned(call.caller.user));
}

const planJson = ({ id, groupId, title, createdBy, createdAt }: Plan) => ({
  "@odata.etag": `W/"${id}"`,
  createdDateTime: time(createdAt),
  owner: groupId,
  container: {
    "@odata.type": "microsoft.graph.plannerPlanContainer",
    url: `https://graph.microsoft.com/v1.0/groups/${groupId}`,
    containerId: groupId,
    type: "group",
  },
  title,
  id,
  createdBy: personJson(createdBy.id),
});

function listPlans(call: GraphCall, isListed: (plan: Plan) => boolean): GraphResult {
  if (!mayReadTasks(call)) throw forbidden();
  const { world, caller } = call;
  const all = world.tasks.plans(caller.tenant.id).filter((plan) => !plan.isDeleted && isListed(plan));
  return answer(call, "Collection(microsoft.graph.plannerPlan)", {
    "@odata.count": all.length,
    value: all.map(planJson),
  });
}

/** The plans that are shared with a person; those that were deleted are not among them. */
const listSharedPlans = (call: GraphCall) =>
  listPlans(call, ({ sharedWith, members }) =>
    (call.world.behaviour.plannerListsPlansOfGroups ? members : sharedWith).has(call.caller.user.id),
  );

/** A group's plans, for its members alone (https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/624). */
function listGroupPlans(call: GraphCall): GraphResult {
  const { world, caller, params } = call;
  const isOfTeam = world.teams.teams(caller.user).some(({ id }) => id === params.group);
  const isOfPlan = ({ groupId, members }: Plan) => groupId === params.group && members.has(caller.user.id);
  if (!isOfTeam && !world.tasks.plans(caller.tenant.id).some(isOfPlan)) throw forbidden();
  return listPlans(call, isOfPlan);
}

/** The last first: their order is that of the hints. */
const bucketsJson = ({ id: planId, buckets }: Plan) =>
  buckets.map(({ id, ...bucket }) => ({ "@odata.etag": `W/"${id}"`, ...bucket, planId, id })).toReversed();

/** All 25 labels, of which those without a name are null. */
const planDetailsJson = ({ id, sharedWith, labels }: Plan) => ({
  "@odata.etag": `W/"${id}"`,
  id,
  sharedWith: Object.fromEntries([...sharedWith].map((user) => [user, true])),
  categoryDescriptions: Object.fromEntries(
    Array.from({ length: 25 }, (_, at) => [`category${at + 1}`, labels[at] ?? null]),
  ),
});

export const plannerRoutes = readRoutes(
  {
    "me/planner/tasks": listOwn,
    "me/planner/plans": listSharedPlans,
    "groups/:group/planner/plans": listGroupPlans,
    "planner/plans/:plan/tasks": (call) => listTasks(call, planOf(call).tasks),
    "planner/plans/:plan/buckets": (call) =>
      answer(call, "Collection(microsoft.graph.plannerBucket)", { value: bucketsJson(planOf(call)) }),
    "planner/plans/:plan/details": (call) =>
      answer(call, "planner/plans/details/$entity", planDetailsJson(planOf(call))),
    "planner/plans/:plan": (call) => answer(call, "planner/plans/$entity", planJson(planOf(call))),
    "planner/tasks/:task": (call) => answer(call, "planner/tasks/$entity", taskJson(taskOf(call))),
    "planner/tasks/:task/details": (call) => answer(call, "planner/tasks/details/$entity", detailsJson(taskOf(call))),
  },
  "",
);
