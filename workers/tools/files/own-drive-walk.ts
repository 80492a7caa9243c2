import { ToolError } from "#common/errors.ts";
import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { laterPage } from "#workers/tools/paging/later-page.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { checkPlace, isAtPlace } from "./file-address.ts";
import { personIn } from "./file-hit.ts";
import { isInPlaces, isInRange } from "./file-plan.ts";
import type { FileQuery, FileSearch } from "./file-query.ts";
import { extensionOf, type GraphDriveItem, graphDriveItem, selectForItem } from "./graph-drive.ts";
import { ownDriveSearch } from "./own-drive-path.ts";

const pageSize = 100;
/** Pages for one answer. */
const maxPages = 5;

export interface DriveWalk {
  items: GraphDriveItem[];
  /** Where to go on; undefined = nothing is left. */
  next: Pick<FileSearch, "from" | "page"> | undefined;
  looked: number;
  /** Microsoft's limit or outage that ended the walk early. */
  stopped?: ToolError;
}

/** Walks a search of the user's own OneDrive from where it stopped until `limit` items are kept. */
export async function walkOwnDrive(
  { query, from, page: place }: FileSearch,
  { text, limit, graph }: { text: string; limit: number; graph: GraphDoor },
): Promise<DriveWalk> {
  const request = { path: ownDriveSearch(text), query: { $top: pageSize, $select: selectForItem } };
  const items: GraphDriveItem[] = [];
  let link = place?.link;
  let done = place?.done ?? 0;
  // An offset counts the hits that are kept.
  let toSkip = place?.toSkip ?? from;
  let looked = 0;
  const here = () => ({ from: from + items.length, page: { link, done, toSkip } });
  for (let pages = 0; pages < maxPages; pages += 1) {
    const at = link;
    const page = await laterPage(
      () => (at === undefined ? graph.getPage(request, graphDriveItem) : graph.nextPage(at, graphDriveItem)),
      pages > 0,
    );
    if (page instanceof ToolError) return { items, next: here(), looked, stopped: page };
    for (const item of page.items.slice(done)) {
      if (items.length === limit) return { items, next: here(), looked };
      looked += 1;
      done += 1;
      if (!isWanted(item, query)) continue;
      if (toSkip > 0) toSkip -= 1;
      else items.push(item);
    }
    if (page.nextLink === undefined) return { items, next: undefined, looked };
    link = page.nextLink;
    done = 0;
  }
  return { items, next: here(), looked };
}

function isWanted(item: GraphDriveItem, query: FileQuery): boolean {
  const { fileType, author, folderName } = query;
  if (fileType !== undefined && extensionOf(item.name ?? "") !== fileType) return false;
  if (author !== undefined && !isBy(item, author)) return false;
  if (folderName !== undefined && !isInFolder(item, folderName)) return false;
  return isInRange(item, query) && isInPlaces(item, query);
}

function isBy({ createdBy, lastModifiedBy }: GraphDriveItem, author: string): boolean {
  const wanted = author.toLowerCase();
  return [personIn(createdBy), personIn(lastModifiedBy)].some(
    (person) => person?.name?.toLowerCase().includes(wanted) || person?.address?.toLowerCase() === wanted,
  );
}

/** By its address: a drive's search doesn't always say the path. */
function isInFolder({ webUrl }: GraphDriveItem, folderName: string): boolean {
  if (folderName.startsWith("https:")) return isAtPlace(webUrl, checkPlace(folderName, "folderName"));
  const path = URL.parse(webUrl ?? "")?.pathname ?? "";
  const above = (decodePercent(path) ?? path).split("/").slice(0, -1);
  return `${above.join("/")}/`.toLowerCase().includes(`/${folderName.replace(/^\/+|\/+$/g, "").toLowerCase()}/`);
}
