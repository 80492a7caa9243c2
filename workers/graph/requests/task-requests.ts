import { type RequestRow, rowsWith } from "./known-request.ts";

/** Requests for tasks in To Do, which is a part of Outlook, and in Planner. */
export const taskRequests: readonly RequestRow[] = rowsWith({ permission: "Tasks.Read" }, [
  {
    purpose:
      "the lists of To Do; a search asks To Do 40 times at most, and Planner 10 times, for a plan that is named 15 " +
      "more, and to find it among the plans of teams 20 more",
    tools: ["tasks_search"],
    path: "me/todo/lists",
    query: ["$top"],
    page: "api/todo-list-lists",
    missing: "without `$top`, all lists but 16, without a link; the whole, without a mailbox in Exchange Online",
    fallback: "`$top` is always given; tasks of Planner alone, and said so",
  },
  {
    purpose: "the tasks of a list",
    tools: ["tasks_search"],
    path: "me/todo/lists/{list}/tasks",
    query: ["$filter", "$top"],
    page: "api/todotasklist-list-tasks",
    missing: "`$filter` with several conditions drops some of them; a list that was deleted meanwhile",
    fallback: "one condition, and each task is compared again; the other lists, and said so",
  },
  {
    purpose: "a task",
    path: "me/todo/lists/{list}/tasks/{task}",
    page: "api/todotask-get",
  },
  {
    purpose: "its checklist",
    path: "me/todo/lists/{list}/tasks/{task}/checklistItems",
    page: "api/todotask-list-checklistitems",
    missing: "the whole",
    fallback: "the task without it, and said so",
  },
  {
    purpose: "what it is linked to, such as a mail",
    path: "me/todo/lists/{list}/tasks/{task}/linkedResources",
    page: "api/todotask-list-linkedresources",
    missing: "the whole; an older page asks for Tasks.ReadWrite",
    fallback: "the links that the task itself has",
  },
  {
    purpose: "the tasks of Planner that are assigned to the person",
    tools: ["tasks_search"],
    path: "me/planner/tasks",
    page: "api/planneruser-list-tasks",
    missing: "`$filter`, `$orderby` and `$top` have no effect; tasks of deleted plans are among them",
    fallback: "all are read and compared; those whose plan is gone are left out, and said so",
  },
  {
    purpose: "the names of the person's plans",
    tools: ["tasks_search"],
    path: "me/planner/plans",
    page: "api/planneruser-list-plans",
    missing:
      "plans beyond the first page; those of a group whose members the plan is not shared with one by one, though a " +
      "task of theirs is in it",
    fallback: "each with a task of theirs is asked for by itself, eight at most; a named one is looked for in teams",
  },
  {
    purpose: "the plans of a team, to find one by its name that is not among them; of 20 teams at most",
    tools: ["tasks_search"],
    path: "groups/{group}/planner/plans",
    page: "api/plannergroup-list-plans",
    missing: "premium plans; the whole, of a group that this person is no member of",
    fallback: "the error says so; the plans of the other teams",
  },
  {
    purpose: "the tasks of a plan, whoever has them",
    tools: ["tasks_search"],
    path: "planner/plans/{plan}/tasks",
    page: "api/plannerplan-list-tasks",
    missing: "tasks beyond 400, which come in pages; the whole, of a plan that this person can't see",
    fallback: "five pages are read, and what is left out is said; the person's own tasks, and said so",
  },
  {
    purpose: "the buckets of a plan",
    tools: ["tasks_search", "read_resource"],
    path: "planner/plans/{plan}/buckets",
    page: "api/plannerplan-list-buckets",
    missing: "the whole; they come in any order",
    fallback: "the tasks without the names of buckets, and said so; the order is that of `orderHint`",
  },
  {
    purpose: "the names of a plan's labels",
    tools: ["tasks_search", "read_resource"],
    path: "planner/plans/{plan}/details",
    page: "api/plannerplandetails-get",
    missing: "the whole; the names of labels that nobody has named",
    fallback: "labels by their numbers, such as `category7`; of the whole it is said",
  },
  {
    purpose: "the name of a plan",
    tools: ["tasks_search", "read_resource"],
    path: "planner/plans/{plan}",
    page: "api/plannerplan-get",
    missing: "plans that this person can't see, or that are gone",
    fallback: "the task without the name of its plan",
  },
  {
    purpose: "a task of Planner",
    path: "planner/tasks/{plannerTask}",
    page: "api/plannertask-get",
  },
  {
    purpose: "its description, checklist and references",
    path: "planner/tasks/{plannerTask}/details",
    page: "api/plannertaskdetails-get",
    missing: "the whole",
    fallback: "the task without them, and said so",
  },
]);
