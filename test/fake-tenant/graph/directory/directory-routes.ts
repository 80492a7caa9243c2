import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { contextOf } from "#test/fake-tenant/graph/list-page.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { listPeople } from "./list-people.ts";
import { listUsers } from "./list-users.ts";
import { listReports, managerResult } from "./relations.ts";
import { requireScope, resourceNotFound, userJson } from "./user-json.ts";

function userResult(call: GraphCall, user: UserRecord): GraphResult {
  const select = call.request.query.get("$select");
  const what = select === null ? "users" : `users(${select})`;
  const context = contextOf(call, `${what}/$entity`);
  return { body: JSON.stringify({ "@odata.context": context, ...userJson(user, select) }) };
}

export const directoryRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "me",
    handle(call) {
      requireScope(call, "User.Read", "User.ReadBasic.All", "User.Read.All");
      return userResult(call, call.caller.user);
    },
  },
  { method: "GET", path: "me/people", handle: listPeople },
  { method: "GET", path: "users", handle: listUsers },
  {
    method: "GET",
    path: "users/:user",
    handle(call) {
      const id = call.params.user ?? "";
      const user = call.world.directory.findAccount(call.caller.tenant.id, id);
      if (user === call.caller.user) requireScope(call, "User.Read", "User.ReadBasic.All", "User.Read.All");
      else requireScope(call, "User.ReadBasic.All", "User.Read.All");
      if (user !== undefined) return userResult(call, user);
      throw resourceNotFound(id);
    },
  },
  { method: "GET", path: "users/:user/manager", handle: managerResult },
  { method: "GET", path: "users/:user/directReports", handle: listReports },
];
