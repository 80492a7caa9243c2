import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, placeOfPage } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { type QueryOptions, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";

const defaultTop = 20;
const maxTop = 100;
type Json = Record<string, unknown>;

export interface Shape {
  /** For messages. */
  type: string;
  /** What is given without `$expand`, and what may be expanded. */
  expanded: readonly string[];
  expandable: readonly string[];
}

/** The names at the top of an `$expand`: options in parentheses are for what is inside. */
const expandedNames = (text: string) => text.replace(/\((?:[^()]|\([^()]*\))*\)/g, "").split(",");

export function optionsOf(call: GraphCall): QueryOptions {
  const top = call.request.query.get("$top");
  if (top !== null && Number(top) > maxTop)
    throw badRequest("The top query string option is too high. The maximum value is 100.", "20129");
  const options = readQueryOptions(call.request.query, { defaultTop, maxTop });
  if (options.search !== null || call.request.query.has("search"))
    throw badRequest("Your request contains unsupported OData query parameters.", "20108");
  return options;
}

/** One thing with what was asked of it. */
export function shaped(json: Json, { select, expand }: QueryOptions, shape: Shape): Json {
  const names = expand === null ? shape.expanded : expandedNames(expand);
  const unknown = names.find((name) => !shape.expandable.includes(name));
  if (unknown !== undefined) throw badRequest(`The expand query '${unknown}' is not supported.`, "20103");
  const chosen = select ?? Object.keys(json).filter((name) => !shape.expandable.includes(name));
  for (const name of chosen) if (!(name in json)) throw unknownProperty(name, shape.type);
  return Object.fromEntries(["id", ...chosen, ...names].map((name) => [name, json[name]]));
}

/** A page of a list. Links come only where `$top` was not given, as documented, or always. */
export function listed(call: GraphCall, all: readonly Json[], shape: Shape): GraphResult {
  const options = optionsOf(call);
  const { filter, orderBy, top, skip } = options;
  const matches = filter === null ? () => true : compileFilter(parseFilter(filter), modelOf(shape));
  const found = all.filter(matches);
  const [order] = orderBy;
  if (order !== undefined) {
    const key = (json: Json) => String(json[order.property] ?? "");
    const sign = order.descending ? -1 : 1;
    found.sort((one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
  }
  const hasLinks = !call.request.query.has("$top");
  const end = skip + top;
  const { "@odata.nextLink": link } = placeOfPage(call, options).linksIf(hasLinks && end < found.length);
  return answer(call, `users('${call.caller.user.id}')/onenote`, {
    value: found.slice(skip, end).map((json) => shaped(json, options, shape)),
    ...(link !== undefined && { "@odata.nextLink": link.replace(/\$skiptoken=[^&]*/, `$skip=${end}`) }),
  });
}

/** Comparisons of strings are case-sensitive (https://learn.microsoft.com/graph/onenote-get-content). */
const modelOf = ({ type }: Shape) => ({
  functions: new Set(["contains", "startswith", "tolower"]),
  isCaseSensitive: true,
  field(property: string) {
    if (property === "title" || property === "displayName")
      return { type: "string" as const, read: (json: Json) => String(json[property] ?? "") };
    if (/^(?:created|lastModified)DateTime$/.test(property))
      return { type: "date" as const, read: (json: Json) => Date.parse(String(json[property])) };
    throw unknownProperty(property, type);
  },
});
