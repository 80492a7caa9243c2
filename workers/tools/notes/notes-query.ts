import { ToolError } from "#common/errors.ts";
import type { DateRange } from "#workers/tools/dates/date-range.ts";
import { type Filter, renderFilter } from "#workers/tools/query/odata.ts";
import { trimmed } from "#workers/tools/without-empty.ts";

/** Each is a condition of the filter. */
const maxWords = 10;

/** The words of a query, in lower case. None for all pages. @throws `invalid_input` */
export function titleWords(query: string | undefined): string[] {
  const text = trimmed(query)
    ?.replace(/[“”„‟«»"]/g, " ")
    .toLowerCase();
  const words = text === undefined || text === "*" ? [] : text.split(/\s+/).filter((word) => word !== "");
  if (words.length <= maxWords) return words;
  throw new ToolError("invalid_input", `query: give at most ${maxWords} words of the title.`);
}

/** The `$filter` of pages. Undefined: all pages. Comparisons are case-sensitive, so that titles are lowered too. */
export function pageFilter(words: readonly string[], { after, before }: DateRange): string | undefined {
  const property = "lastModifiedDateTime";
  const all: Filter[] = words.map((value) => ({ kind: "contains", property: "title", value }));
  if (after !== undefined) all.push({ kind: "time", property, operator: "ge", unixMs: after.unixMs });
  if (before !== undefined) all.push({ kind: "time", property, operator: "lt", unixMs: before.unixMs });
  return all.length === 0 ? undefined : renderFilter({ kind: "and", all });
}
