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

declare const condition: unique symbol;
/**
 * A condition of a `$filter`. Text of the caller can only be a value in it: a literal in single quotes, with quotes
 * inside doubled (OData 4.01 URL Conventions, 5.1.1.6.1). That is the only special character, so text can't end it.
 */
export type Filter = string & { readonly [condition]: true };

export const equals = (property: FilterProperty, value: string) => `${property} eq ${literal(value)}` as Filter;

export const startsWith = (property: FilterProperty, value: string) =>
  `startswith(${property},${literal(value)})` as Filter;

/** Match in any case: the property is lowered, and the value has to be. */
export const containsLowered = (property: FilterProperty, value: string) =>
  `contains(tolower(${property}),${literal(value)})` as Filter;

/** The conditions of a range of time, in Unix milliseconds: from the first on, and before the second. */
export const timeFilters = (property: FilterProperty, { afterMs, beforeMs }: RangeMs): Filter[] => [
  ...(afterMs === undefined ? [] : [`${property} ge ${graphTime(afterMs)}` as Filter]),
  ...(beforeMs === undefined ? [] : [`${property} lt ${graphTime(beforeMs)}` as Filter]),
];

export const allOf = (filters: readonly Filter[]) => filters.join(" and ") as Filter;
export const anyOf = (filters: readonly Filter[]) => `(${filters.join(" or ")})` as Filter;

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
