import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { type FilterNode, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import type { QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { listPeople } from "./list-people.ts";

function getMe(call: GraphCall): GraphResult {
  requireScope(call, "User.Read", "User.ReadBasic.All", "User.Read.All");
  const select = call.request.query.get("$select");
  const what = select === null ? "users" : `users(${select})`;
  return answer(call, `${what}/$entity`, userJson(call.caller.user, select));
}

export const directoryRoutes = readRoutes(
  {
    me: getMe,
    "me/people": listPeople,
    users: listUsers,
    "users/:user/manager": managerResult,
    "users/:user/directReports": listReports,
  },
  "",
);

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
    businessPhones: user.businessPhone === null ? [] : [user.businessPhone],
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

/** A user with the properties of `$select`, by default Graph's own choice. Refuses others. */
function userJson(user: UserRecord, select: string | null): Record<string, unknown> {
  const all = userProperties(user);
  const names = select === null ? defaultProperties : select.split(",").map((name) => name.trim());
  for (const name of names) if (!(name in all)) throw unknownProperty(name, "user");
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** Refuses a token with none of these scopes, in the directory's words. */
function requireScope(call: GraphCall, ...scopes: string[]): void {
  if (scopes.some((scope) => call.caller.scopes.has(scope))) return;
  throw new GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

const resourceNotFound = (id: string) =>
  new GraphRefusal(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

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
function managerResult(call: GraphCall): GraphResult {
  const manager = call.world.directory.managerOf(userOf(call));
  if (manager === undefined) throw resourceNotFound("manager");
  const shown = userJson(manager, call.request.query.get("$select"));
  return answer(call, "directoryObjects/$entity", { "@odata.type": type, ...shown });
}

/** GET /users/{user}/directReports: of a report whom the caller may not see, all but the id is null. */
function listReports(call: GraphCall): GraphResult {
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

const filterable = [
  "id",
  "displayName",
  "givenName",
  "surname",
  "mail",
  "userPrincipalName",
  "jobTitle",
  "department",
] as const;

const isFilterable = (name: string): name is (typeof filterable)[number] =>
  filterable.some((property) => property === name);

const model: FilterModel<UserRecord> = {
  functions: new Set(["startswith"]),
  field(property) {
    if (property === "proxyAddresses") {
      return {
        type: "collection",
        read: ({ mail, otherAddresses }) => [
          ...(mail ? [`SMTP:${mail}`] : []),
          ...otherAddresses.map((one) => `smtp:${one}`),
        ],
      };
    }
    if (isFilterable(property)) return { type: "string", read: (user) => user[property] };
    throw badRequest(`Unsupported or invalid query filter clause specified for property '${property}'.`);
  },
};

/** What User.ReadBasic.All covers: https://learn.microsoft.com/graph/permissions-reference. */
const basic: ReadonlySet<string> = new Set(["id", "displayName", "givenName", "surname", "mail", "userPrincipalName"]);

/** With User.ReadBasic.All alone, refuses whatever else is asked for. Microsoft doesn't say; it may be null instead. */
function checkBasic(call: GraphCall, { select, filter }: QueryOptions): void {
  if (call.caller.scopes.has("User.Read.All")) return;
  const compared = filterable.filter((name) => filter?.includes(name));
  if (![...(select ?? []), ...compared].every((name) => basic.has(name))) requireScope(call, "User.Read.All");
}

/** https://developer.microsoft.com/graph/known-issues/?search=13635 */
const maxConditions = 15;

function conditionsIn(node: FilterNode): number {
  return node.kind === "or" || node.kind === "and" ? conditionsIn(node.left) + conditionsIn(node.right) : 1;
}

/**
 * GET /users by `$filter`. Searches, counts and orders need the header `ConsistencyLevel: eventual`, and are refused
 * (https://learn.microsoft.com/graph/aad-advanced-queries).
 */
function listUsers(call: GraphCall): GraphResult {
  requireScope(call, "User.ReadBasic.All", "User.Read.All");
  const options = optionsOf(call, { defaultTop: 100, maxTop: 999 }, "filter");
  checkBasic(call, options);
  const parsed = options.filter === null ? undefined : parseFilter(options.filter);
  const conditions = parsed === undefined ? 0 : conditionsIn(parsed);
  if (conditions > maxConditions) {
    throw badRequest(
      "Too many child clauses specified in search filter expression containing 'OR' operators: " +
        `${conditions}. Max allowed: ${maxConditions}.`,
    );
  }
  const isFound = parsed === undefined ? () => true : compileFilter(parsed, model);
  const all = call.world.directory.tenantUsers(call.caller.tenant.id).filter(isFound);
  const { items, links } = pageOfList(call, options, all);
  const select = options.select?.join(",") ?? null;
  return answer(call, "users", { ...links, value: items.map((user) => userJson(user, select)) });
}
