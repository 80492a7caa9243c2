import { DateTime } from "luxon";
import { z } from "zod";
import { wordsOfHtml } from "#workers/documents/html-words.ts";
import { cleanLine, cleanText, withoutAutoFetch } from "#workers/text/clean-text.ts";
import { truncate } from "#workers/text/short-text.ts";
import type { PersonClock } from "#workers/tools/dates/person-clock.ts";
import { graphIdentities } from "#workers/tools/files/graph-drive.ts";
import { flags, graphId, graphName, texts } from "#workers/tools/graph-values.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

const facet = z.object({}).nullish();

/** Graph's `columnDefinition` (https://learn.microsoft.com/graph/api/resources/columndefinition). */
const graphColumn = z.object({
  ...texts("name"),
  displayName: graphName.nullish(),
  ...flags("readOnly"),
  text: z.object({ ...texts("textType"), ...flags("allowMultipleLines") }).nullish(),
  dateTime: z.object(texts("format")).nullish(),
  lookup: z.object(texts("primaryLookupColumnId")).nullish(),
  personOrGroup: facet,
  calculated: facet,
});
type GraphColumn = z.infer<typeof graphColumn>;

/** Graph's `list` with its columns (https://learn.microsoft.com/graph/api/list-get). */
export const graphList = z.object({
  displayName: graphName.nullish(),
  name: graphName.nullish(),
  ...texts("description", "webUrl"),
  columns: z.array(graphColumn).nullish(),
  list: z.object(texts("template")).nullish(),
});

/** Properties of a list that are shown. Hidden columns are given only to who selects `hidden`. */
export const selectForList = {
  $select: "id,displayName,name,description,webUrl,list",
  $expand: "columns($select=name,displayName,readOnly,text,dateTime,lookup,personOrGroup,calculated)",
};

/** Graph's `listItem` with the values that were asked for. */
export const graphListItem = z.object({
  id: z.string(),
  ...texts("webUrl", "createdDateTime", "lastModifiedDateTime"),
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

export const graphSiteList = z.object({ id: graphId, ...texts("webUrl") });

type Value = string | number | boolean;
export type Cell = Value | Value[];

/** Values of a column that has several. */
const maxValues = 100;

/** What values with parts are known by: people and looked-up items, terms, links, places. */
const named = z.object(texts("LookupValue", "Label", "Description", "Url", "DisplayName"));

function nameIn(value: object): string | undefined {
  const { LookupValue, Label, DisplayName, Description, Url } = named.safeParse(value).data ?? {};
  const link = Description && Description !== Url ? [Description, Url] : [Url];
  const name = LookupValue ?? Label ?? DisplayName ?? link.filter(Boolean).join(" ");
  return cleanLine(name === "" ? JSON.stringify(value) : name) || undefined;
}

interface Asked {
  column: ShownColumn;
  clock: PersonClock;
}

function shownValue(value: unknown, { column, clock }: Asked): Value | undefined {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "object" && value !== null) return nameIn(value);
  if (typeof value !== "string") return undefined;
  if (column.time === "moment") return cleanLine(clock.local(value));
  if (column.time === "day") return dayOf(value, clock) ?? cleanLine(value);
  return (column.isLong ? withoutAutoFetch(cleanText(value)).trim() : cleanLine(value)) || undefined;
}

const halfDayMs = 43_200_000;

/** The day of a value without a time, which Graph gives as midnight of its site, in UTC: of a zone that is unknown. */
function dayOf(value: string, { zone }: PersonClock): string | undefined {
  const unixMs = Date.parse(value.slice(0, 40));
  if (Number.isNaN(unixMs)) return undefined;
  const local = DateTime.fromMillis(unixMs, { zone });
  const nearest = DateTime.fromMillis(unixMs + halfDayMs, { zone: "utc" });
  return (local.equals(local.startOf("day")) ? local : nearest).toISODate() ?? undefined;
}

function cellOf(given: unknown, asked: Asked): Cell | undefined {
  if (!Array.isArray(given)) return shownValue(given, asked);
  const values = given.slice(0, maxValues).flatMap((value) => shownValue(value, asked) ?? []);
  return values.length === 0 ? undefined : values;
}

/** Characters of a row that are compared: more than people write in one. */
export const mostCompared = 20_000;
/** Characters whose comparison takes as long as showing a value: a day is converted. */
const charactersOfValue = 500;

const lengthOf = (value: unknown) => (typeof value === "string" ? value.length : 0);

export const charactersOf = ({ fields }: GraphListItem, columns: readonly ShownColumn[]): number =>
  columns.reduce((sum, { name }) => sum + lengthOf(fields?.[name]), 0);

/** The work of comparing a row, in characters. */
export const workOfComparing = (item: GraphListItem, columns: readonly ShownColumn[]): number =>
  columns.length * charactersOfValue + Math.min(mostCompared, charactersOf(item, columns));

/** What is written in a row, for comparison, as far as it is compared: of rich text what stands between its tags. */
export function wordsOfRow({ fields }: GraphListItem, columns: readonly ShownColumn[], clock: PersonClock): string {
  let left = mostCompared;
  const texts = columns.map((column) => {
    const given = fields?.[column.name];
    const value = typeof given === "string" ? given.slice(0, left) : given;
    left -= lengthOf(value);
    const plain = column.isRichText && typeof value === "string" ? wordsOfHtml(value) : value;
    return [cellOf(plain, { column, clock }) ?? ""].flat().join("\n");
  });
  return texts.join("\n");
}

/**
 * The values of a row that there are, `most` characters of each. Rich text becomes Markdown. Rejects as `extractText`
 * does.
 */
export async function cellsOf(
  { fields }: GraphListItem,
  columns: readonly ShownColumn[],
  options: { clock: PersonClock; takeTurn(characters: number): Promise<void>; most?: number } & Pick<
    ToolContext,
    "extractText"
  >,
): Promise<{ column: ShownColumn; cell: Cell }[]> {
  const { clock, takeTurn, most = Number.POSITIVE_INFINITY, extractText } = options;
  const cells: { column: ShownColumn; cell: Cell }[] = [];
  for (const column of columns) {
    const given = fields?.[column.name];
    const value = typeof given === "string" ? given.slice(0, most) : given;
    await takeTurn(charactersOfValue + lengthOf(value));
    const isHtml = column.isRichText && typeof value === "string" && /[<&]/.test(value);
    const cell = isHtml ? (await textOf(value, extractText)) || undefined : cellOf(value, { column, clock });
    if (cell !== undefined) cells.push({ column, cell });
  }
  return cells;
}

async function textOf(html: string, extractText: ToolContext["extractText"]): Promise<string> {
  const source = { bytes: new TextEncoder().encode(html), mediaType: "text/html; charset=utf-8", isBody: true };
  return (await extractText(source)).text.trim();
}

export const hasAttachments = ({ fields }: GraphListItem): boolean => fields?.Attachments === true;

/** All values of a row, their titles and the description of their list fit into an answer. */
const rowCharacters = 4_000;
const mostOfCell = 300;

/** A row of a table: long values lose their ends, which `…` shows. */
export function tableRow(
  item: GraphListItem,
  cells: readonly { column: ShownColumn; cell: Cell }[],
): { id: string; [title: string]: Cell } {
  const most = Math.min(mostOfCell, Math.floor(rowCharacters / Math.max(1, cells.length)));
  const values = Object.fromEntries(cells.map(({ column, cell }) => [column.title, shortCell(cell, most)]));
  return { id: cleanLine(item.id), ...(hasAttachments(item) && { hasAttachments: true }), ...values };
}

function shortCell(cell: Cell, most: number): Cell {
  if (typeof cell === "string") return cut(cell, most);
  if (!Array.isArray(cell)) return cell;
  const values = cell.map((value) => (typeof value === "string" ? cut(value, most) : value));
  const all = values.join("; ");
  return all.length <= most ? values : cut(all, most);
}

const cut = (text: string, most: number) => (text.length <= most ? text : withoutAutoFetch(truncate(text, most)));
