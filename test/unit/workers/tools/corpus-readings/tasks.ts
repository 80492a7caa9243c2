import { personClock } from "#workers/tools/dates/person-clock.ts";
import { call, each, type Json, listIn, type Reading, valueAt } from "./reading.ts";

const nothing = { value: [] };
const list = { value: [{ id: "AAMkList=", displayName: "Tasks" }] };
const task = { id: "AAMkTask=", title: "A task", status: "notStarted" };

/** What Graph answers to each path; to others that there is nothing. */
const answering = (byPath: Readonly<Record<string, unknown>>) => ({
  answers: (path: string) => byPath[path] ?? nothing,
});
const searched = (byPath: Readonly<Record<string, unknown>>) =>
  listIn(call("tasks_search", { status: "all" }, answering(byPath)), "tasks");

const todoPath = "/me/todo/lists/AAMkList=/tasks/AAMkTask=";
const readTodo = (byPath: Readonly<Record<string, unknown>>) =>
  call(
    "read_resource",
    { uri: "todo:///lists/AAMkList%3D/tasks/AAMkTask%3D" },
    answering({ [todoPath]: task, ...byPath }),
  );
const plannerPath = "/planner/tasks/01gzSlKkIUSUl6DF_EilrmQAKDhh";
const planner = { id: "01gzSlKkIUSUl6DF_EilrmQAKDhh", title: "A task" };
const readPlanner = (byPath: Readonly<Record<string, unknown>>) =>
  call(
    "read_resource",
    { uri: "planner:///tasks/01gzSlKkIUSUl6DF_EilrmQAKDhh" },
    answering({ [plannerPath]: planner, [`${plannerPath}/details`]: {}, ...byPath }),
  );
const whole = (example: Json): readonly Json[] => [example];

const plan = "/planner/plans/xqQg5FS2LkCp935s-FIFm2QAFkHM";
const listedPlan = { value: [{ id: "xqQg5FS2LkCp935s-FIFm2QAFkHM", title: "A plan" }] };
/** The tasks of a plan that is named, when Graph answers so. */
const onBoard = (byPath: Readonly<Record<string, unknown>>, name = "A plan") =>
  listIn(call("tasks_search", { list: name, status: "all" }, { ...answering(byPath) }), "tasks");

const { local } = personClock(null, 0);

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
      "task/importance": ({ importance }) => (importance === "normal" ? undefined : importance),
      "task/categories": "categories",
      "task/due": () => "2020-08-25",
      "task/createdDateTime": ({ createdDateTime }) => local(String(createdDateTime)),
      "task/lastModifiedDateTime": ({ lastModifiedDateTime }) => local(String(lastModifiedDateTime)),
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
      "task/createdDateTime": ({ createdDateTime }) => local(String(createdDateTime)),
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
    seen: each(async (bucket) => {
      const tasks = { value: [{ ...planner, bucketId: bucket.id }] };
      const answers = { "/me/planner/plans": listedPlan, [`${plan}/tasks`]: tasks };
      return (await onBoard({ ...answers, [`${plan}/buckets`]: { value: [bucket] } }))[0];
    }),
    promised: { bucket: "name" },
  },
  {
    of: ["tasks/plannerplandetails-get"],
    seen: each(async (details) => {
      const applied = { category1: true, category3: true, category6: true };
      const tasks = { value: [{ ...planner, appliedCategories: applied }] };
      const answers = { "/me/planner/plans": listedPlan, [`${plan}/tasks`]: tasks };
      return (await onBoard({ ...answers, [`${plan}/details`]: details }))[0];
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
