import type { ToolName } from "#common/tools/catalog.ts";
import type { RequestRow } from "./known-request.ts";

const tools: readonly ToolName[] = ["search_people"];

/** Requests for people, other than the signed-in one. */
export const peopleRequests: readonly RequestRow[] = [
  {
    purpose: "people whom the user works with",
    tools,
    path: "me/people",
    query: ["$search", "$select", "$top"],
    permission: "People.Read",
    page: "api/user-list-people",
    missing: "people whom the user has nothing to do with; everybody, without a search; the whole, without a mailbox",
    fallback: "the directory, with User.ReadBasic.All; otherwise `incomplete`",
  },
  {
    purpose:
      "people of the organisation, by the beginning of a name, an address or a job; whose mailbox an address is that " +
      "is no user name; the names of those who have a task of Planner, 15 in a request",
    tools: [...tools, "outlook_email_search", "outlook_calendar_search", "tasks_search", "read_resource"],
    path: "users",
    query: ["$filter", "$select", "$top"],
    permission: "User.Read.All; User.ReadBasic.All for names and addresses",
    page: "api/user-list",
    missing: "whatever nobody has entered; jobs and phones with User.ReadBasic.All; the whole, without either",
    fallback: "the answer without it; a mailbox is not found by such an address; those who have a task are counted",
  },
  {
    purpose: "the manager of a member of the organisation",
    tools: ["search_people", "get_me"],
    path: "users/{user}/manager",
    query: ["$select"],
    permission: "User.Read.All",
    page: "api/user-list-manager",
    missing: "the manager (404)",
    fallback: "the person without one",
  },
  {
    purpose: "the direct reports of a member of the organisation",
    tools,
    path: "users/{user}/directReports",
    query: ["$select"],
    permission: "User.Read.All",
    page: "api/user-list-directreports",
    missing: "names of those whom the user may not see; those beyond the first page",
    fallback: "`incomplete`",
  },
];
