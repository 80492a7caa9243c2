import { type Filter, renderFilter } from "#workers/tools/query/odata.ts";

const startsWith = (property: (Filter & { kind: "text" })["property"], value: string): Filter => ({
  kind: "text",
  property,
  operator: "startswith",
  value,
});

/** The text for `$search` of people, in its quotes. It can't end them, and names no property. */
export function peopleSearch(query: string): string {
  return `"${query
    .replace(/["\\:]/g, " ")
    .replace(/\s+/g, " ")
    .trim()}"`;
}

/**
 * The filter for users of whom a name, an address or the job begins with the query, and for those of a department.
 * Names in either order. Graph compares departments as a whole (https://learn.microsoft.com/graph/api/resources/user).
 */
export function directoryFilter(query: string): string {
  const addresses = [startsWith("mail", query), startsWith("userPrincipalName", query)];
  if (query.includes("@")) return renderFilter({ kind: "or", any: addresses });
  const [first = "", ...rest] = query.split(/\s+/);
  const second = rest.join(" ");
  const names: Filter[] =
    second === ""
      ? [startsWith("givenName", first), startsWith("surname", first), ...addresses]
      : [
          { kind: "and", all: [startsWith("givenName", first), startsWith("surname", second)] },
          { kind: "and", all: [startsWith("surname", first), startsWith("givenName", second)] },
        ];
  const inDepartment: Filter = { kind: "text", property: "department", operator: "eq", value: query };
  const job = [startsWith("jobTitle", query), inDepartment];
  return renderFilter({ kind: "or", any: [startsWith("displayName", query), ...names, ...job] });
}
