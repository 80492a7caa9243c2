import type { RangeMs } from "#workers/tools/dates/date-range.ts";
import { graphDay } from "./odata.ts";

/** The properties of mail, chat messages and files that the tools restrict themselves. */
type KqlProperty = "from" | "recipients" | "received" | "sent" | "to" | FileProperty;
type FileProperty =
  | "author"
  | "contentclass"
  | "DocumentLink"
  | "filename"
  | "filetype"
  | "LastModifiedTime"
  | "ParentLink"
  | "path"
  | "UniqueId";

declare const checked: unique symbol;
/** KQL that `checkKql` has accepted. Its quotes and parentheses are balanced, so it can be put in parentheses. */
export type CheckedKql = string & { readonly [checked]: true };

/** A KQL query as a tree. Text of the caller is always a single literal, or checked KQL in its own parentheses. */
export type Kql =
  | { kind: "literal"; property: KqlProperty; text: string }
  | { kind: "day"; property: KqlProperty; operator: ">=" | "<="; day: string }
  | { kind: "flag"; property: "IsContainer" | "IsDocument"; value: boolean }
  /** Values that start with this one, which is letters and digits. */
  | { kind: "prefix"; property: "ContentTypeId"; value: string }
  /** Words; for each of them the item must contain a word that starts with it. */
  | { kind: "beginnings"; text: string }
  | { kind: "checked"; text: CheckedKql }
  | { kind: "or"; any: readonly Kql[] }
  | { kind: "none"; of: readonly Kql[] }
  | { kind: "and"; all: readonly Kql[] };

/**
 * The tree as KQL text. AND is always explicit, because two restrictions on the same property without an operator mean
 * OR (MS-KQL 2.2.4).
 */
export function renderKql(kql: Kql): string {
  switch (kql.kind) {
    case "literal":
      return `${kql.property}:"${literalWords(kql.text)}"`;
    case "day":
      return `${kql.property}${kql.operator}${kql.day}`;
    case "flag":
      return `${kql.property}:${kql.value}`;
    case "prefix":
      return `${kql.property}:${kql.value}*`;
    case "beginnings":
      return wordsOf(kql.text)
        .map((word) => `${word}*`)
        .join(" AND ");
    case "checked":
      return kql.text;
    case "or":
      return `(${kql.any.map(renderKql).join(" OR ")})`;
    case "none":
      return kql.of.map((part) => `NOT ${renderKql(part)}`).join(" AND ");
    case "and":
      return kql.all
        .map((part) => (part.kind === "checked" && kql.all.length > 1 ? `(${part.text})` : renderKql(part)))
        .join(" AND ");
  }
}

/**
 * The value of Graph's `queryTemplate` (https://learn.microsoft.com/graph/search-concept-query-template). The caller's
 * query and each restriction get their own parentheses, so that an OR in the query can't bypass a restriction.
 * Undefined if there are no restrictions.
 */
export function renderQueryTemplate(restrictions: readonly Kql[]): string | undefined {
  if (restrictions.length === 0) return undefined;
  const parts = restrictions.map((part) =>
    part.kind === "or" || part.kind === "none" ? renderKql(part) : `(${renderKql(part)})`,
  );
  return ["({searchTerms})", ...parts].join(" AND ");
}

const dayMs = 24 * 3_600_000;

/** What mail and chat messages are searched for by. */
interface MessageConditions extends RangeMs {
  kql?: string | undefined;
  sender?: string | undefined;
  recipient?: string | undefined;
}

/**
 * The KQL of a search of messages. Of a range it has a single bound, and none where the caller's own query restricts
 * the time, because Outlook's index ignores a second restriction of it. The upper bound has priority, because results
 * come newest first. It is one day wider than the range, because KQL compares days in an unknown time zone.
 */
export function messageKql(
  { kql, sender, recipient, afterMs, beforeMs }: MessageConditions,
  { to, time, isTimeGiven }: { to: "recipients" | "to"; time: "received" | "sent"; isTimeGiven: boolean },
): Kql[] {
  const all: Kql[] = [];
  // `checkKql` has accepted the text, in this call or before it was sealed into a cursor.
  if (kql !== undefined) all.push({ kind: "checked", text: kql as CheckedKql });
  if (sender !== undefined) all.push({ kind: "literal", property: "from", text: sender });
  if (recipient !== undefined) all.push({ kind: "literal", property: to, text: recipient });
  if (isTimeGiven) return all;
  if (beforeMs !== undefined)
    all.push({ kind: "day", property: time, operator: "<=", day: graphDay(beforeMs + dayMs) });
  else if (afterMs !== undefined)
    all.push({ kind: "day", property: time, operator: ">=", day: graphDay(afterMs - dayMs) });
  return all;
}

/** The words of a text, in lower case, so that none of them is a KQL operator: those are upper case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/**
 * Makes a text safe for use inside a KQL phrase. Microsoft documents no escape sequence for quotes, and servers differ
 * (`""` or `\"`), so quotes and backslashes become spaces. Braces do too, because they mark variables in a query
 * template. No match is lost: the index contains words, and these characters are separators. Other characters, such as
 * `:` and parentheses, have no special meaning in a phrase.
 */
export function literalWords(text: string): string {
  return text
    .replace(/["\\{}\p{Cc}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** The value of Graph's `$search` for KQL: in double quotes, with quotes and backslashes escaped by a backslash. */
export function searchParameter(kql: string): string {
  return `"${kql.replace(/["\\]/g, "\\$&")}"`;
}
