/** The message properties that our own restrictions name. */
type KqlProperty = "from" | "recipients" | "received";

declare const checked: unique symbol;
/** KQL of a caller that `checkKql` has passed: quotes and parentheses are balanced, so it can stand in parentheses. */
export type CheckedKql = string & { readonly [checked]: true };

/** A KQL query as a tree: what a caller typed is one literal, or checked KQL in parentheses of its own. */
export type Kql =
  | { kind: "literal"; property: KqlProperty; text: string }
  | { kind: "day"; property: KqlProperty; operator: ">=" | "<="; day: string }
  | { kind: "checked"; text: CheckedKql }
  | { kind: "and"; all: readonly Kql[] };

/**
 * The tree as KQL text. KQL's AND is always written: between two restrictions on one property a missing operator
 * would mean OR (MS-KQL 2.2.4).
 */
export function renderKql(kql: Kql): string {
  switch (kql.kind) {
    case "literal":
      return `${kql.property}:"${literalWords(kql.text)}"`;
    case "day":
      return `${kql.property}${kql.operator}${kql.day}`;
    case "checked":
      return kql.text;
    case "and":
      return kql.all
        .map((part) => (part.kind === "checked" && kql.all.length > 1 ? `(${part.text})` : renderKql(part)))
        .join(" AND ");
  }
}

/**
 * The text as it can stand in a KQL phrase. Microsoft documents no escape for a quote in a phrase, and servers differ
 * (`""` or `\"`), so quotes and backslashes become spaces. Nothing is lost: the index holds words, and both characters
 * only part words there. Everything else, `:` and parentheses too, has no meaning inside a phrase and stays.
 */
export function literalWords(text: string): string {
  return text
    .replace(/["\\\p{Cc}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** KQL as the value of Graph's `$search`: in double quotes, inner quotes and backslashes escaped by a backslash. */
export function searchParameter(kql: string): string {
  return `"${kql.replace(/["\\]/g, "\\$&")}"`;
}
