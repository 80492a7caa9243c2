/** The properties that filters can use. Text of the caller is never a property or an operator. */
type FilterProperty =
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
  /** In any case: the property is lowered, and the value has to be. */
  | { kind: "contains"; property: FilterProperty; value: string }
  | { kind: "time"; property: FilterProperty; operator: "ge" | "lt"; unixMs: number }
  | { kind: "and"; all: readonly Filter[] }
  | { kind: "or"; any: readonly Filter[] };

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

/** A time in the format of Graph: ISO 8601 in UTC, without a fraction for whole seconds. */
export function graphTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(".000Z", "Z");
}
