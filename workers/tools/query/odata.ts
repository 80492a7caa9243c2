import type { RangeMs } from "#workers/tools/dates/date-range.ts";

/** The properties that filters can use. Text of the caller is never a property or an operator. */
type FilterProperty =
  | "id"
  | "receivedDateTime"
  | "createdDateTime"
  | "lastModifiedDateTime"
  | "title"
  | "from/emailAddress/address"
  | "conversationId"
  | "displayName"
  | "givenName"
  | "surname"
  | "mail"
  | "userPrincipalName"
  | "jobTitle"
  | "department"
  | "JoinWebUrl"
  | "joinMeetingIdSettings/joinMeetingId";

/** A `$filter` as a tree. Text of the caller can only be a value. */
export type Filter =
  | { kind: "text"; property: FilterProperty; operator: "eq" | "startswith"; value: string }
  /** Match in any case: the property is lowered, and the value has to be. */
  | { kind: "contains"; property: FilterProperty; value: string }
  | { kind: "time"; property: FilterProperty; operator: "ge" | "lt"; unixMs: number }
  | { kind: "and"; all: readonly Filter[] }
  | { kind: "or"; any: readonly Filter[] };

/** The conditions of a range of time, in Unix milliseconds: from the first on, and before the second. */
export function timeFilters(property: FilterProperty, { afterMs, beforeMs }: RangeMs): Filter[] {
  return [
    ...(afterMs === undefined ? [] : [{ kind: "time", property, operator: "ge", unixMs: afterMs } as const]),
    ...(beforeMs === undefined ? [] : [{ kind: "time", property, operator: "lt", unixMs: beforeMs } as const]),
  ];
}

/**
 * The tree as OData text. String literals are in single quotes, with quotes inside doubled (OData 4.01 URL Conventions,
 * 5.1.1.6.1). That is the only special character, so text can't end the literal.
 */
export function renderFilter(filter: Filter): string {
  switch (filter.kind) {
    case "text":
      if (filter.operator === "startswith") return `startswith(${filter.property},${literal(filter.value)})`;
      return `${filter.property} ${filter.operator} ${literal(filter.value)}`;
    case "contains":
      return `contains(tolower(${filter.property}),${literal(filter.value)})`;
    case "time":
      return `${filter.property} ${filter.operator} ${graphTime(filter.unixMs)}`;
    case "and":
      return filter.all.map(renderFilter).join(" and ");
    case "or":
      return `(${filter.any.map(renderFilter).join(" or ")})`;
  }
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Years have four digits in Graph's times. Before and after them there is nothing to find. */
const written = { first: Date.parse("0001-01-01T00:00:00Z"), last: Date.parse("9999-12-31T23:59:59Z") };

/** A time in the format of Graph: ISO 8601 in UTC, without a fraction for whole seconds. */
export function graphTime(unixMs: number): string {
  const inYears = Math.min(Math.max(unixMs, written.first), written.last);
  return new Date(inYears).toISOString().replace(".000Z", "Z");
}

/** The day of a time in UTC, such as `2026-11-24`. */
export function graphDay(unixMs: number): string {
  return graphTime(unixMs).slice(0, 10);
}
