/** The properties that our filters may name. Nothing that a caller typed is ever a property or an operator. */
type FilterProperty = "receivedDateTime" | "createdDateTime" | "from/emailAddress/address" | "JoinWebUrl";

/** A `$filter` as a tree: what a caller typed can only be a value in it. */
export type Filter =
  | { kind: "text"; property: FilterProperty; operator: "eq"; value: string }
  | { kind: "time"; property: FilterProperty; operator: "ge" | "lt"; unixMs: number }
  | { kind: "and"; all: readonly Filter[] };

/**
 * The tree as OData text. A string literal is in single quotes, a quote inside it is doubled
 * (OData 4.01 URL Conventions, 5.1.1.6.1); there is no other escape, so nothing can leave the literal.
 */
export function renderFilter(filter: Filter): string {
  switch (filter.kind) {
    case "text":
      return `${filter.property} ${filter.operator} '${filter.value.replaceAll("'", "''")}'`;
    case "time":
      return `${filter.property} ${filter.operator} ${graphTime(filter.unixMs)}`;
    case "and":
      return filter.all.map(renderFilter).join(" and ");
  }
}

/** A time as Graph writes it: UTC, and whole seconds where it is whole seconds. */
export function graphTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(".000Z", "Z");
}
