import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import {
  decodePercent,
  isSharingLink,
  pathIn,
  sharePointAddress,
} from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { flags, graphName, numbers, texts } from "#workers/tools/graph-values.ts";
import type { GraphList } from "#workers/tools/paging/linked-pages.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

const name = graphName.nullish();
const parent = z.object({ ...texts("id"), displayName: name }).nullish();
const link = z.object(texts("href")).nullish();
const links = z.object({ oneNoteWebUrl: link, oneNoteClientUrl: link }).nullish();

/** Graph's `onenotePage`, without its content. */
export const graphNotePage = z.object({
  id: z.string(),
  title: name,
  ...texts("createdDateTime", "lastModifiedDateTime"),
  /** How far it is indented below the page above, where `pagelevel` is asked for. */
  ...numbers("level"),
  links,
  parentSection: parent,
  parentNotebook: parent,
});
export type GraphNotePage = z.infer<typeof graphNotePage>;

/** Graph's `onenoteSection`. */
export const graphSection = z.object({
  id: z.string(),
  displayName: name,
  ...texts("lastModifiedDateTime"),
  links,
  parentNotebook: parent,
});
export type GraphSection = z.infer<typeof graphSection>;

const group = z.object({ id: z.string(), displayName: name, sections: z.array(graphSection).nullish() });
export type GraphSectionGroup = z.infer<typeof group>;

/** Graph's `notebook` or `sectionGroup`, with what is directly in it and in its groups. */
export const graphNotebook = z.object({
  id: z.string(),
  displayName: name,
  ...texts("lastModifiedDateTime"),
  ...flags("isShared"),
  links,
  parentNotebook: parent,
  sections: z.array(graphSection).nullish(),
  sectionGroups: z.array(group).nullish(),
});
export type GraphNotebook = z.infer<typeof graphNotebook>;

const ofParents = "parentSection($select=id,displayName),parentNotebook($select=id,displayName)";

/** What is asked of a page. A list has 100 at most (https://learn.microsoft.com/graph/onenote-get-content). */
export const pageFields = { $select: "id,title,createdDateTime,lastModifiedDateTime,links", $expand: ofParents };
export const maxPageSize = 100;

export interface NotesPage<Item> {
  items: Item[];
  /** The place of the next page in the list. Undefined on the last one. */
  next: number | undefined;
}

/**
 * A page of a list of OneNote, by its place in the list: `$skip` is documented, while links are promised only for lists
 * without `$top`, whose pages have 20 (https://learn.microsoft.com/graph/onenote-get-content).
 */
export async function notesPage<Item>(
  graph: GraphDoor,
  { request, itemSchema }: GraphList<Item>,
  place: number,
): Promise<NotesPage<Item>> {
  const query = { ...request.query, $top: maxPageSize, $skip: place === 0 ? undefined : place };
  const { items, nextLink } = await graph.getPage({ ...request, query }, itemSchema);
  const hasMore = nextLink !== undefined || items.length >= maxPageSize;
  return { items, next: hasMore && items.length > 0 ? place + items.length : undefined };
}

/** The path in Graph of the user's own notebooks, or of those of a site. */
export function notesPath(siteId: string | undefined): readonly string[] {
  return [...(siteId === undefined ? ["me"] : ["sites", siteId]), "onenote"];
}

const graphSite = z.object({ id: z.string() });

/**
 * The id of the site at an address (https://learn.microsoft.com/graph/api/site-getbypath).
 * @throws `invalid_input` for an address that is none of SharePoint
 */
export async function siteIdAt(address: string, graph: GraphDoor): Promise<string> {
  const url = sharePointAddress(address);
  const pathname = url && decodePercent(pathIn(url));
  if (url === undefined || pathname === undefined || isSharingLink(url)) {
    throw new ToolError(
      "invalid_input",
      "site: give the address of a SharePoint site, such as https://contoso.sharepoint.com/sites/marketing.",
    );
  }
  const [, collection = "", name = ""] = /^\/(sites|teams|personal)\/([^/]+)/i.exec(pathname) ?? [];
  const path = name === "" ? ["sites", url.hostname] : ["sites", `${url.hostname}:`, collection, name];
  return (await graph.get({ path, query: { $select: "id" }, fromCaller: "link" }, graphSite)).id;
}
