import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

const defaultProperties = [
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
  "id",
];

/** Properties of a user; the default set is what Graph returns without $select. */
function userProperties(user: UserRecord): Record<string, unknown> {
  return {
    businessPhones: [],
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    mail: user.mail,
    mobilePhone: null,
    officeLocation: user.officeLocation,
    preferredLanguage: user.preferredLanguage,
    surname: user.surname,
    userPrincipalName: user.userPrincipalName,
    id: user.id,
    accountEnabled: user.accountEnabled,
    department: user.department,
    userType: user.userType,
    companyName: null,
  };
}

function userResult(call: GraphCall, user: UserRecord): GraphResult {
  const select = call.request.query.get("$select");
  const all = userProperties(user);
  const names = select === null ? defaultProperties : select.split(",").map((name) => name.trim());
  for (const name of names) if (!(name in all)) throw unknownProperty(name, "user");
  const context = select === null ? "users" : `users(${select})`;
  return {
    body: JSON.stringify({
      "@odata.context": `${call.world.endpoints.graphBaseUrl}/v1.0/$metadata#${context}/$entity`,
      ...Object.fromEntries(names.map((name) => [name, all[name]])),
    }),
  };
}

function requireScope(call: GraphCall, ...scopes: string[]): void {
  if (scopes.some((scope) => call.caller.scopes.has(scope))) return;
  throw new GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
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
  {
    method: "GET",
    path: "users/:user",
    handle(call) {
      const id = call.params.user ?? "";
      const user = call.world.directory.findUser(call.caller.tenant.id, id);
      if (user === call.caller.user) requireScope(call, "User.Read", "User.ReadBasic.All", "User.Read.All");
      else requireScope(call, "User.ReadBasic.All", "User.Read.All");
      if (user !== undefined) return userResult(call, user);
      throw new GraphRefusal(
        404,
        "Request_ResourceNotFound",
        `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      );
    },
  },
];
