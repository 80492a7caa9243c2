import { call, each, type Json, listIn, type Reading, read, timeOf, unless, valueAt } from "./reading.ts";

const nothing = { value: [] };
const list = { value: [{ id: "AAMkList=", displayName: "Tasks" }] };
const task = { id: "AAMkTask=", title: "A task", status: "notStarted" };

/** What Graph answers to each path; to others that there is nothing. */
const answering = (byPath: Json) => (path: string) => byPath[path] ?? nothing;
const searched = (byPath: Json, input: object = {}) =>
  listIn(call("tasks_search", { status: "all", ...input }, { answers: answering(byPath) }), "tasks");

const todoPath = "/me/todo/lists/AAMkList=/tasks/AAMkTask=";
const readTodo = (byPath: Json) =>
  read("todo:///lists/AAMkList%3D/tasks/AAMkTask%3D", answering({ [todoPath]: task, ...byPath }));
const plannerPath = "/planner/tasks/01gzSlKkIUSUl6DF_EilrmQAKDhh";
const planner = { id: "01gzSlKkIUSUl6DF_EilrmQAKDhh", title: "A task" };
const readPlanner = (byPath: Json) =>
  read(
    `planner:///tasks/${planner.id}`,
    answering({ [plannerPath]: planner, [`${plannerPath}/details`]: {}, ...byPath }),
  );
const whole = (example: Json): readonly Json[] => [example];

const plan = "/planner/plans/xqQg5FS2LkCp935s-FIFm2QAFkHM";
const listedPlan = { value: [{ id: "xqQg5FS2LkCp935s-FIFm2QAFkHM", title: "A plan" }] };
/** The tasks of a plan that is named, when Graph answers so. */
const onBoard = (byPath: Json, list = "A plan") => searched(byPath, { list });
/** A task of the plan with these fields, when Graph answers so. */
async function taskOnBoard(fields: object, byPath: Json): Promise<unknown> {
  const tasks = { value: [{ ...planner, ...fields }] };
  return (await onBoard({ "/me/planner/plans": listedPlan, [`${plan}/tasks`]: tasks, ...byPath }))[0];
}

/** Tasks of To Do and Planner. */
export const taskReadings: readonly Reading[] = [
  {
    of: ["tasks/todo-list-lists"],
    seen: each(async (resource) => {
      const tasks = { [`/me/todo/lists/${String(resource.id)}/tasks`]: { value: [task] } };
      return (await searched({ "/me/todo/lists": { value: [resource] }, ...tasks }))[0];
    }),
    promised: { list: "displayName" },
  },
  {
    of: ["tasks/todotasklist-list-tasks"],
    seen: (_resources, example) => searched({ "/me/todo/lists": list, "/me/todo/lists/AAMkList=/tasks": example }),
    promised: { title: "title", categories: "categories", importance: "importance" },
  },
  {
    of: ["tasks/todotask-get"],
    seen: each((resource) => readTodo({ [todoPath]: resource })),
    promised: {
      "task/title": "title",
      "task/importance": ({ importance }) => unless("normal", importance),
      "task/categories": "categories",
      "task/due": () => "2020-08-25",
      "task/createdDateTime": ({ createdDateTime }) => timeOf(createdDateTime),
      "task/lastModifiedDateTime": ({ lastModifiedDateTime }) => timeOf(lastModifiedDateTime),
    },
  },
  {
    of: ["tasks/todotask-list-checklistitems"],
    resourcesIn: whole,
    seen: each((resource) => readTodo({ [`${todoPath}/checklistItems`]: resource })),
    promised: { "task/checklist/*/title": "value/*/displayName", "task/checklist/*/isDone": "value/*/isChecked" },
  },
  {
    of: ["tasks/todotask-list-linkedresources"],
    resourcesIn: whole,
    seen: each((resource) => readTodo({ [`${todoPath}/linkedResources`]: resource })),
    // The address of the example is none of a web page.
    promised: { "task/links/*/name": "value/*/displayName", "task/links/*/app": "value/*/applicationName" },
  },
  {
    of: ["tasks/planneruser-list-tasks"],
    seen: (_resources, example) => searched({ "/me/planner/tasks": example }),
    promised: { title: "title", uri: ({ id }) => `planner:///tasks/${String(id)}` },
  },
  {
    of: ["tasks/plannertask-get"],
    seen: each((resource) =>
      readPlanner({ [plannerPath]: resource, [`/planner/plans/${String(resource.planId)}`]: { id: resource.planId } }),
    ),
    promised: {
      "task/title": "title",
      "task/createdDateTime": ({ createdDateTime }) => timeOf(createdDateTime),
      "task/assignees": () => 1,
    },
  },
  {
    of: ["tasks/plannertaskdetails-get"],
    seen: each((resource) => readPlanner({ [`${plannerPath}/details`]: resource })),
    promised: {
      "body/content": "description",
      "task/checklist/*/title": () => ["Try reading task details"],
      "task/links/*/name": () => ["Graph Explorer"],
      "task/links/*/url": () => ["https://developer.microsoft.com/en-us/graph/graph-explorer"],
    },
  },
  {
    of: ["tasks/planneruser-list-plans"],
    seen: (_resources, example) =>
      onBoard({ "/me/planner/plans": example, [`${plan}/tasks`]: { value: [planner] } }, "title-value"),
    promised: { list: "title" },
  },
  {
    of: ["tasks/plannergroup-list-plans"],
    seen: (_resources, example) =>
      onBoard(
        {
          "/me/joinedTeams": { value: [{ id: "02bd9fd6-8f93-4758-87c3-1fb73740a315" }] },
          "/groups/02bd9fd6-8f93-4758-87c3-1fb73740a315/planner/plans": example,
          [`${plan}/tasks`]: { value: [planner] },
        },
        "title-value",
      ),
    promised: { list: "title" },
  },
  {
    of: ["tasks/plannerplan-list-tasks"],
    seen: (_resources, example) =>
      onBoard({
        "/me/planner/plans": listedPlan,
        [`${plan}/tasks`]: example,
        [`${plan}/buckets`]: { value: [{ id: "gcrYAaAkgU2EQUvpkNNXLGQAGTtu", name: "A bucket" }] },
        "/users": { value: [{ id: "fbab97d0-4932-4511-b675-204639209557", displayName: "Somebody" }] },
      }),
    promised: {
      title: "title",
      uri: ({ id }) => `planner:///tasks/${String(id)}`,
      bucket: () => "A bucket",
      assignees: () => ["Somebody"],
    },
  },
  {
    of: ["tasks/plannerplan-list-buckets"],
    seen: each((bucket) => taskOnBoard({ bucketId: bucket.id }, { [`${plan}/buckets`]: { value: [bucket] } })),
    promised: { bucket: "name" },
  },
  {
    of: ["tasks/plannerplandetails-get"],
    seen: each((details) => {
      const appliedCategories = { category1: true, category3: true, category6: true };
      return taskOnBoard({ appliedCategories }, { [`${plan}/details`]: details });
    }),
    promised: { categories: () => ["Indoors", "category3", "Needs equipment"] },
  },
  {
    of: ["tasks/plannerplan-get"],
    seen: each(async (plan) => {
      const read = await readPlanner({
        [plannerPath]: { ...planner, planId: plan.id },
        [`/planner/plans/${String(plan.id)}`]: plan,
      });
      return valueAt(read, "task");
    }),
    promised: { list: "title" },
  },
];
