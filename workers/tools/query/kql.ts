/** The properties that our own restrictions name: of mail, chat messages and files. */
type KqlProperty = "from" | "recipients" | "received" | "sent" | "to" | FileProperty;
type FileProperty = "author" | "filename" | "filetype" | "LastModifiedTime" | "path";

declare const checked: unique symbol;
/** KQL of a caller that `checkKql` has passed: quotes and parentheses are balanced, so it can stand in parentheses. */
export type CheckedKql = string & { readonly [checked]: true };

/** A KQL query as a tree: what a caller typed is one literal, or checked KQL in parentheses of its own. */
export type Kql =
  | { kind: "literal"; property: KqlProperty; text: string }
  | { kind: "day"; property: KqlProperty; operator: ">=" | "<="; day: string }
  | { kind: "flag"; property: "IsContainer" | "IsDocument"; value: boolean }
  /** Words, each of which something in the item must begin with. */
  | { kind: "beginnings"; text: string }
  | { kind: "checked"; text: CheckedKql }
  | { kind: "or"; any: readonly Kql[] }
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
    case "flag":
      return `${kql.property}:${kql.value}`;
    case "beginnings":
      return wordsOf(kql.text)
        .map((word) => `${word}*`)
        .join(" AND ");
    case "checked":
      return kql.text;
    case "or":
      return `(${kql.any.map(renderKql).join(" OR ")})`;
    case "and":
      return kql.all
        .map((part) => (part.kind === "checked" && kql.all.length > 1 ? `(${part.text})` : renderKql(part)))
        .join(" AND ");
  }
}

/**
 * The value of Graph's `queryTemplate`, which puts the caller's query in parentheses and our restrictions around it,
 * each in its own, so that no OR of the query leads out of them
 * (https://learn.microsoft.com/graph/search-concept-query-template). Undefined where nothing is restricted.
 */
export function renderQueryTemplate(restrictions: readonly Kql[]): string | undefined {
  if (restrictions.length === 0) return undefined;
  const parts = restrictions.map((part) => (part.kind === "or" ? renderKql(part) : `(${renderKql(part)})`));
  return ["({searchTerms})", ...parts].join(" AND ");
}

/** Letters and digits of a text, word by word, in small letters: KQL knows its operators in capitals only. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/**
 * The text as it can stand in a KQL phrase. Microsoft documents no escape for a quote in a phrase, and servers differ
 * (`""` or `\"`), so quotes and backslashes become spaces; and so do braces, which name a variable in a query template.
 * Nothing is lost: the index holds words, and these characters only part words there. Everything else, `:` and
 * parentheses too, has no meaning inside a phrase and stays.
 */
export function literalWords(text: string): string {
  return text
    .replace(/["\\{}\p{Cc}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** KQL as the value of Graph's `$search`: in double quotes, inner quotes and backslashes escaped by a backslash. */
export function searchParameter(kql: string): string {
  return `"${kql.replace(/["\\]/g, "\\$&")}"`;
}
