import { z } from "zod";
import type { RangeMs } from "#workers/tools/dates/date-range.ts";
import { dayMs } from "#workers/tools/dates/named-time.ts";
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
/** KQL that `checkKql` has accepted, or our own: quotes and parentheses are balanced, so it fits into parentheses. */
export type CheckedKql = string & { readonly [checked]: true };

/** The same in a cursor: `checkKql` has accepted it before it was sealed. */
export const checkedKqlSchema = z.custom<CheckedKql>((value) => typeof value === "string");

declare const restriction: unique symbol;
/** A restriction of our own. Text of the caller can only be a literal in it: his own KQL is never a part. */
export type Kql = CheckedKql & { readonly [restriction]: true };

export const literal = (property: KqlProperty, text: string) => `${property}:"${literalWords(text)}"` as Kql;

export const onDay = (property: KqlProperty, operator: ">=" | "<=", unixMs: number) =>
  `${property}${operator}${graphDay(unixMs)}` as Kql;

/** Words; for each of them the item must contain a word that starts with it. */
export const beginnings = (text: string) =>
  wordsOf(text)
    .map((word) => `${word}*`)
    .join(" AND ") as Kql;

/** AND is always explicit, because two restrictions on the same property without an operator mean OR (MS-KQL 2.2.4). */
export const allOf = (parts: readonly Kql[]) => parts.join(" AND ") as Kql;
export const anyOf = (parts: readonly Kql[]) => `(${parts.join(" OR ")})` as Kql;
export const noneOf = (parts: readonly Kql[]) => parts.map((part) => `NOT ${part}`).join(" AND ") as Kql;

/**
 * The value of Graph's `queryTemplate` (https://learn.microsoft.com/graph/search-concept-query-template). The caller's
 * query and each restriction get their own parentheses, so that an OR in the query can't bypass a restriction; what
 * `anyOf` and `noneOf` make, as no other part begins, needs none. Undefined if there are no restrictions.
 */
export function queryTemplate(restrictions: readonly Kql[]): string | undefined {
  if (restrictions.length === 0) return undefined;
  const parts = restrictions.map((part) => (/^(?:\(|NOT )/.test(part) ? part : `(${part})`));
  return ["({searchTerms})", ...parts].join(" AND ");
}

/** What mail and chat messages are searched for by. */
interface MessageConditions extends RangeMs {
  kql?: CheckedKql | undefined;
  sender?: string | undefined;
  recipient?: string | undefined;
}

/**
 * The KQL of a search of messages, empty for all of them. Of a range it has a single bound, and none where the caller's
 * own query restricts the time, because Outlook's index ignores a second restriction of it. The upper bound has
 * priority, because results come newest first. It is one day wider than the range, because KQL compares days in an
 * unknown time zone. `more` is a further restriction.
 */
export function messageKql(
  { kql, sender, recipient, afterMs, beforeMs }: MessageConditions,
  names: { to: "recipients" | "to"; time: "received" | "sent"; isTimeGiven: boolean },
  more: readonly Kql[] = [],
): string {
  const all: Kql[] = [];
  if (sender !== undefined) all.push(literal("from", sender));
  if (recipient !== undefined) all.push(literal(names.to, recipient));
  if (!names.isTimeGiven && beforeMs !== undefined) all.push(onDay(names.time, "<=", beforeMs + dayMs));
  else if (!names.isTimeGiven && afterMs !== undefined) all.push(onDay(names.time, ">=", afterMs - dayMs));
  all.push(...more);
  if (kql === undefined) return allOf(all);
  return all.length === 0 ? kql : `(${kql}) AND ${allOf(all)}`;
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
