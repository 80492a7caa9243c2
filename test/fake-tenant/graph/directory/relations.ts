import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { requireScope, resourceNotFound, userJson } from "./user-json.ts";

const type = "#microsoft.graph.user";

function userOf(call: GraphCall): UserRecord {
  requireScope(call, "User.Read.All");
  for (const name of call.request.query.keys()) {
    if (name !== "$select") throw badRequest(`The query parameter '${name}' is not supported on this resource.`);
  }
  const id = call.params.user ?? "";
  const user = call.world.directory.findAccount(call.caller.tenant.id, id);
  if (user === undefined) throw resourceNotFound(id);
  return user;
}

/** GET /users/{user}/manager: 404 where nobody is entered. */
export function managerResult(call: GraphCall): GraphResult {
  const manager = call.world.directory.managerOf(userOf(call));
  if (manager === undefined) throw resourceNotFound("manager");
  const shown = userJson(manager, call.request.query.get("$select"));
  return answer(call, "directoryObjects/$entity", { "@odata.type": type, ...shown });
}

/** GET /users/{user}/directReports: of a report whom the caller may not see, all but the id is null. */
export function listReports(call: GraphCall): GraphResult {
  const { directory } = call.world;
  const user = userOf(call);
  const select = call.request.query.get("$select");
  const shown = directory
    .tenantUsers(user.tenantId)
    .filter((one) => directory.managerOf(one) === user)
    .map((one) => ({ "@odata.type": type, ...userJson(one, select) }));
  const [first] = shown;
  const nothing = Object.fromEntries(Object.keys(first ?? {}).map((name) => [name, null]));
  const hidden = { ...nothing, "@odata.type": "#microsoft.graph.orgContact", id: guidFrom(`contact:${user.id}`) };
  const value = first !== undefined ? [...shown, hidden] : shown;
  return answer(call, "directoryObjects", { value });
}
