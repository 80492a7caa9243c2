import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { listTargetIn } from "#common/tools/resource-uri/addresses/list-addresses.ts";
import type { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { readPastRange } from "#workers/tools/dates/date-range.ts";
import { searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { personMeant } from "#workers/tools/person.ts";
import { checkKql } from "#workers/tools/query/check-kql.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { fileVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import { trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { checkPlace } from "./file-address.ts";
import { siteMeant } from "./site-meant.ts";

/** A search without words. */
const everything = "*";

/** A parsed search. Part of sealed cursors. */
export const fileQuerySchema = z.object({
  kql: z.string(),
  fileType: z.string().optional(),
  author: z.string().optional(),
  folderName: z.string().optional(),
  /** Addresses of folders or sites, one of which must contain the item. */
  places: z.array(z.string()).optional(),
  /** Modified at or after this time, in Unix milliseconds. */
  afterMs: z.number().optional(),
  /** Modified before this time, in Unix milliseconds. */
  beforeMs: z.number().optional(),
  /** Whether `folderName` was resolved to `places`. */
  isResolved: z.boolean().optional(),
  order: z.enum(["newest", "oldest"]).optional(),
  shown: z
    .object({ site: z.string().optional(), after: z.string().optional(), before: z.string().optional() })
    .optional(),
});
export type FileQuery = z.infer<typeof fileQuerySchema>;

export type FileSearchInput = z.output<typeof sharepointSearch.inputSchema>;

/** The content of a cursor of the file search. */
export const fileSearchSchema = searchCursorSchema({
  query: fileQuerySchema,
  /** A position is a rank in Microsoft Search, or a link in the user's own drive. */
  walk: walkStateSchema(z.union([z.number().int().nonnegative(), z.string()])),
  /** Set once Graph was found to have no Microsoft Search. */
  hasNoIndex: z.boolean().optional(),
});
export type FileSearch = z.infer<typeof fileSearchSchema>;

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
export function shownQuery(query: FileQuery, restrictions: string | undefined) {
  const { kql, folderName, places, order, shown } = query;
  if (shown === undefined) return undefined;
  return {
    kql,
    ...withoutEmpty({
      restrictions,
      site: shown.site,
      folderName,
      places,
      after: shown.after,
      before: shown.before,
      order,
    }),
  };
}

/** Validates the parameters of a file search. Doesn't resolve `folderName` yet. @throws `invalid_input` */
export async function readFileQuery(input: Omit<FileSearchInput, "limit">, context: ToolContext): Promise<FileQuery> {
  // Braces mark variables in a query template. The index doesn't contain them.
  const kql = checkKql((trimmed(input.query) ?? everything).replace(/[{}]/g, " "), fileVocabulary);
  const [{ after, before }, site] = await Promise.all([readPastRange(input, context), siteMeant(input.site, context)]);
  return {
    kql,
    ...withoutEmpty({
      fileType: readFileType(input.fileType),
      author: readWords(await personMeant(input.author, context), "author"),
      folderName: readWords(input.folderName, "folderName"),
      places: site && [checkPlace(site.address, "site")],
      afterMs: after?.unixMs,
      beforeMs: before?.unixMs,
      order: input.order === "relevance" ? undefined : input.order,
    }),
    shown: {
      site: site?.id === undefined ? undefined : site.shown,
      after: after?.interpretation,
      before: before?.interpretation,
    },
  };
}

function readFileType(text: string | undefined): string | undefined {
  const type = text
    ?.trim()
    .replace(/^\*?\./, "")
    .toLowerCase();
  if (!type) return undefined;
  if (/^[a-z0-9]{1,20}$/.test(type)) return type;
  throw new ToolError("invalid_input", `fileType: "${text}" is not a file extension, such as "pdf" or "docx".`);
}

function readWords(text: string | undefined, parameter: string): string | undefined {
  const value = text?.trim();
  if (!value) return undefined;
  if (wordsOf(value).length > 0) return value;
  throw new ToolError("invalid_input", `${parameter}: "${value}" has no letters to search for.`);
}

/** Whether lists and their items are searched: where they are asked for, or one of them is the place. */
export function isOfLists({ fileType, places = [] }: FileQuery): boolean {
  return fileType === listType || (fileType === undefined && places.some((place) => listTargetIn(place) !== undefined));
}

/** In `fileType`, where extensions stand. */
export const listType = "list";

const conditions = ["fileType", "author", "folderName", "places", "afterMs", "beforeMs"] as const;

/** What to try where nothing was found, and what was not searched. */
export function emptyHint(query: FileQuery): string {
  const isMoreAsked = conditions.some((name) => query[name] !== undefined);
  const tries = [
    wordsOf(query.kql).length > 1 ? "fewer or other words" : "other words",
    ...(isMoreAsked ? ["fewer conditions"] : []),
  ];
  const lists = !isOfLists(query) && query.fileType === undefined ? "lists (fileType list finds them), " : "";
  return (
    `Try ${tries.join(", or ")}. Not searched: ${lists}what changed in the last minutes, pictures without text, and ` +
    "what this account can't open."
  );
}
