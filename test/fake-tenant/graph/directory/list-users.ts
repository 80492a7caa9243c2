import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { type FilterNode, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { type QueryOptions, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { requireScope, userJson } from "./user-json.ts";

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
export function listUsers(call: GraphCall): GraphResult {
  requireScope(call, "User.ReadBasic.All", "User.Read.All");
  const options = readQueryOptions(call.request.query, { defaultTop: 100, maxTop: 999 });
  refuseOptions(options, ["search", "expand", "orderBy", "count"]);
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
