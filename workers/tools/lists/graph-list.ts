import { z } from "zod";
import { cleanLine } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import { graphIdentities } from "#workers/tools/files/graph-drive.ts";
import { graphId, graphName } from "#workers/tools/graph-values.ts";

const facet = z.object({}).nullish();

/** Graph's `columnDefinition` (https://learn.microsoft.com/graph/api/resources/columndefinition). */
const graphColumn = z.object({
  name: z.string().nullish(),
  displayName: graphName.nullish(),
  readOnly: z.boolean().nullish(),
  text: z.object({ textType: z.string().nullish(), allowMultipleLines: z.boolean().nullish() }).nullish(),
  dateTime: z.object({ format: z.string().nullish() }).nullish(),
  lookup: z.object({ primaryLookupColumnId: z.string().nullish() }).nullish(),
  personOrGroup: facet,
  calculated: facet,
});
type GraphColumn = z.infer<typeof graphColumn>;

/** Graph's `list` with its columns (https://learn.microsoft.com/graph/api/list-get). */
export const graphList = z.object({
  displayName: graphName.nullish(),
  name: graphName.nullish(),
  description: z.string().nullish(),
  webUrl: z.string().nullish(),
  columns: z.array(graphColumn).nullish(),
  list: z.object({ template: z.string().nullish() }).nullish(),
});

/** Properties of a list that are shown. Hidden columns are given only to who selects `hidden`. */
export const selectForList = {
  $select: "id,displayName,name,description,webUrl,list",
  $expand: "columns($select=name,displayName,readOnly,text,dateTime,lookup,personOrGroup,calculated)",
};

/** Graph's `listItem` with the values that were asked for. */
export const graphListItem = z.object({
  id: z.string(),
  webUrl: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  createdBy: graphIdentities.nullish(),
  lastModifiedBy: graphIdentities.nullish(),
  fields: z.record(z.string(), z.unknown()).nullish(),
});
export type GraphListItem = z.infer<typeof graphListItem>;

/** A column that people see. */
export interface ShownColumn {
  /** Name by which Graph knows it. */
  name: string;
  /** Title by which people know it, each once in a list. */
  title: string;
  isRichText: boolean;
  isLong: boolean;
  time: "day" | "moment" | undefined;
}

/** What lists have beside the columns of people, though these can change them. */
const system: ReadonlySet<string> = new Set(["ContentType", "Attachments", "LinkTitle", "LinkTitleNoMenu"]);
/** Names of the system begin with an underscore, and other scripts with one that encodes their first letter. */
const ofSystem = /^_(?!x[0-9a-f]{4}_)/i;
/** What can stand in a `$select` as it is. */
const plainName = /^\w{1,255}$/;

/** Columns that people fill in, and those that follow from them: calculated, or looked up with another. */
function isShown({ name, readOnly, calculated, lookup }: GraphColumn): boolean {
  if (name == null || !plainName.test(name) || ofSystem.test(name) || system.has(name)) return false;
  return readOnly !== true || calculated != null || lookup?.primaryLookupColumnId != null;
}

const maxColumns = 40;
const titleCharacters = 40;
/** Graph names no more people and looked-up items (https://learn.microsoft.com/graph/api/resources/fieldvalueset). */
const maxLookups = 12;

/** The columns of a list that are shown, in its order, and the number of those for which there is no room. */
export function shownColumns(columns: readonly GraphColumn[]): { shown: ShownColumn[]; leftOut: number } {
  const shown: ShownColumn[] = [];
  let leftOut = 0;
  // Answers know a row by its `uri`, and have no `summary` where a tenant denies labels.
  const taken = new Set(["id", "uri", "summary", "hasAttachments"]);
  let lookups = 0;
  for (const column of columns.filter(isShown)) {
    const name = column.name ?? "";
    const known = truncate(cleanLine(column.displayName ?? ""), titleCharacters) || name.slice(0, titleCharacters);
    let title = known;
    for (let other = 2; taken.has(title); other += 1) title = `${known} (${other})`;
    taken.add(title);
    const isLookup = column.lookup != null || column.personOrGroup != null;
    if (isLookup) lookups += 1;
    if (shown.length === maxColumns || (isLookup && lookups > maxLookups)) leftOut += 1;
    else shown.push({ name, title, ...typeOf(column) });
  }
  return { shown, leftOut };
}

function typeOf({ text, dateTime }: GraphColumn): Pick<ShownColumn, "isRichText" | "isLong" | "time"> {
  return {
    isRichText: text?.textType?.toLowerCase() === "richtext",
    isLong: text?.allowMultipleLines === true,
    time: dateTime == null ? undefined : dateTime.format?.toLowerCase() === "dateonly" ? "day" : "moment",
  };
}

/** The values of these columns: people and looked-up items come by their names only where they are selected. */
export const expandFields = (columns: readonly ShownColumn[]): string =>
  `fields($select=${[...columns.map(({ name }) => name), "Attachments"].join(",")})`;

export const graphSiteList = z.object({ id: graphId, webUrl: z.string().nullish() });
