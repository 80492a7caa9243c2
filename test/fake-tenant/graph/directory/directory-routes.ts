import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { listPeople } from "./list-people.ts";
import { listUsers } from "./list-users.ts";
import { listReports, managerResult } from "./relations.ts";
import { requireScope, resourceNotFound, userJson } from "./user-json.ts";

function userResult(call: GraphCall, user: UserRecord): GraphResult {
  const select = call.request.query.get("$select");
  const what = select === null ? "users" : `users(${select})`;
  return answer(call, `${what}/$entity`, userJson(user, select));
}

function getMe(call: GraphCall): GraphResult {
  requireScope(call, "User.Read", "User.ReadBasic.All", "User.Read.All");
  return userResult(call, call.caller.user);
}

function getUser(call: GraphCall): GraphResult {
  const id = call.params.user ?? "";
  const user = call.world.directory.findAccount(call.caller.tenant.id, id);
  if (user === call.caller.user) return getMe(call);
  requireScope(call, "User.ReadBasic.All", "User.Read.All");
  if (user !== undefined) return userResult(call, user);
  throw resourceNotFound(id);
}

export const directoryRoutes = readRoutes(
  {
    me: getMe,
    "me/people": listPeople,
    users: listUsers,
    "users/:user": getUser,
    "users/:user/manager": managerResult,
    "users/:user/directReports": listReports,
  },
  "",
);
