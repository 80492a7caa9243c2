import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { syntaxError } from "./filter-parser.ts";

export interface QueryOptions {
  select: string[] | null;
  expand: string | null;
  filter: string | null;
  orderBy: OrderTerm[];
  /** The text between the outer quotes, unescaped. */
  search: string | null;
  top: number;
  skip: number;
  count: boolean;
  skipToken: string | null;
}

export interface OrderTerm {
  property: string;
  descending: boolean;
}

const knownOptions: ReadonlySet<string> = new Set([
  "$select",
  "$expand",
  "$filter",
  "$orderby",
  "$search",
  "$top",
  "$skip",
  "$count",
  "$skiptoken",
]);

const emptyOptions: QueryOptions = {
  select: null,
  expand: null,
  filter: null,
  orderBy: [],
  search: null,
  top: 10,
  skip: 0,
  count: false,
  skipToken: null,
};

/**
 * Reads a request's OData options; refuses unknown, doubled and malformed ones. Options without $ are the service's
 * own.
 */
export function readQueryOptions(query: URLSearchParams, limits: { defaultTop: number; maxTop: number }): QueryOptions {
  const options: QueryOptions = { ...emptyOptions, top: limits.defaultTop };
  const seen = new Set<string>();
  for (const [name, value] of query) {
    if (!name.startsWith("$")) continue;
    const key = name.toLowerCase();
    if (!knownOptions.has(key)) throw badRequest(`The query parameter '${name}' is not supported.`);
    if (seen.has(key))
      throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    seen.add(key);
    readOption(options, key, value, limits.maxTop);
  }
  return options;
}

function readOption(options: QueryOptions, key: string, value: string, maxTop: number): void {
  if (key === "$select") options.select = names(value);
  else if (key === "$expand") options.expand = value;
  else if (key === "$filter") options.filter = value;
  else if (key === "$orderby") options.orderBy = orderTerms(value);
  else if (key === "$search") options.search = quotedSearch(value);
  else if (key === "$top") options.top = readTop(value, maxTop);
  else if (key === "$skip") options.skip = wholeNumber("$skip", value);
  else if (key === "$count") options.count = readBoolean(value);
  else if (key === "$skiptoken") options.skipToken = value;
}

function names(value: string): string[] {
  const list = value.split(",").map((name) => name.trim());
  if (list.some((name) => name === ""))
    throw badRequest("Parsing OData Select and Expand failed: the list holds an empty name.");
  return list;
}

function orderTerms(value: string): OrderTerm[] {
  return names(value).map((term) => {
    const match = /^([A-Za-z][\w/]*)(?: +(asc|desc))?$/.exec(term);
    if (match?.[1] === undefined) throw badRequest(`Syntax error at position 0 in '${term}'.`);
    return { property: match[1], descending: match[2] === "desc" };
  });
}

function wholeNumber(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw badRequest(
    `Invalid value '${value}' for ${name} query option found. The ${name} query option requires a non-negative ` +
      "integer value.",
  );
}

function readTop(value: string, maxTop: number): number {
  const top = wholeNumber("$top", value);
  if (top > maxTop)
    throw badRequest(
      `The limit of '${maxTop}' for Top query has been exceeded. The value from the incoming request is '${top}'.`,
    );
  if (top === 0) throw badRequest("Invalid value '0' for $top query option found.");
  return top;
}

function readBoolean(value: string): boolean {
  if (value !== "true" && value !== "false")
    throw badRequest(`Invalid value '${value}' for $count query option found. Valid values are 'true' and 'false'.`);
  return value === "true";
}

/** `$search` must stand in double quotes; inner quotes and backslashes are escaped by a backslash. */
function quotedSearch(value: string): string {
  const inner = /^"((?:[^"\\]|\\["\\])*)"$/.exec(value.trim())?.[1];
  if (inner !== undefined) return inner.replace(/\\(["\\])/g, "$1");
  const at = value.startsWith('"') ? Math.max(1, value.indexOf('"', 1)) : value.search(/[^\w]|$/);
  throw syntaxError(value.charAt(at), at, value);
}

/**
 * The names of `$select` checked against a type; casts such as `microsoft.graph.eventMessage/x` are looked up as
 * written.
 */
export function checkedSelect(select: readonly string[], known: ReadonlySet<string>, type: string): string[] {
  for (const name of select) if (!known.has(name)) throw unknownProperty(name, type);
  return [...new Set(select)];
}

/** The properties of a thing that `$select` chooses, `id` always among them; refuses unknown names. */
export function selectedOf(
  all: Readonly<Record<string, unknown>>,
  select: readonly string[] | null,
  type: string,
): Record<string, unknown> {
  if (select === null) return all;
  for (const name of select) if (!(name in all)) throw unknownProperty(name, type);
  return Object.fromEntries(["id", ...select].map((name) => [name, all[name]]));
}
