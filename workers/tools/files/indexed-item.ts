import { sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { type Kql, renderKql } from "#workers/tools/query/kql.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fold, indexedAddress, isPlace } from "./file-address.ts";
import { nameOfItem } from "./file-hit.ts";
import type { GraphDriveItem } from "./graph-drive.ts";
import { type GraphSearchHit, type GraphSearchResource, searchPage } from "./graph-search.ts";
import { isAtPlace } from "./item-place.ts";
import { createPlaceCheck } from "./place-check.ts";

const pageSize = 25;

/** How the index is asked for an item, and which hit it is. */
interface Wanted {
  kql: Kql;
  isIt(hit: GraphSearchResource): boolean;
  /** A hit that may be it, whose own address doesn't tell. */
  mayBe?: { place: string; isLikeIt(hit: GraphSearchResource): boolean };
}

export interface IndexedItem {
  hit: GraphSearchHit;
  /** Whether the hit's item, once read, is that of the address: its folder is looked up if the hit did not tell. */
  isConfirmedBy(item: GraphDriveItem): Promise<boolean>;
}

/**
 * Finds the item of an address in the search index. Undefined where it has none, and for a sharing link, which the
 * index doesn't know.
 */
export async function indexedItem(
  link: string,
  { graph, grantedScopes }: ToolContext,
): Promise<IndexedItem | undefined> {
  const wanted = wantedByDocument(link) ?? wantedByPath(link);
  if (wanted === undefined || !grantedScopes.has("Sites.Read.All")) return undefined;
  const request = {
    entityTypes: ["driveItem"] as const,
    queryString: renderKql(wanted.kql),
    queryTemplate: undefined,
  };
  const { hits } = await searchPage(graph, request, { from: 0, size: pageSize });
  const { isIt, mayBe } = wanted;
  const hit = hits.find(({ resource }) => resource != null && isIt(resource));
  if (hit !== undefined) return { hit, isConfirmedBy: async () => true };
  const likely = mayBe && hits.find(({ resource }) => resource != null && mayBe.isLikeIt(resource));
  return likely && { hit: likely, isConfirmedBy: (item) => isItemAt(mayBe.place, item, graph) };
}

async function isItemAt(place: string, item: GraphDriveItem, graph: ToolContext["graph"]): Promise<boolean> {
  const judge = createPlaceCheck(graph, (address) =>
    isAtPlace(address, place) === undefined ? undefined : isPlace(address, place),
  );
  await judge.prepare([item]);
  return judge.judge(item) && judge.unjudged() === undefined;
}

/** The address of a web viewer, such as `_layouts/15/Doc.aspx?sourcedoc={GUID}&file=Plan.docx`. */
function wantedByDocument(link: string): Wanted | undefined {
  const url = sharePointAddress(link);
  const id = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i.exec(
    url?.searchParams.get("sourcedoc") ?? "",
  )?.[1];
  if (id === undefined || !url?.pathname.includes("/_layouts/")) return undefined;
  return {
    kql: { kind: "literal", property: "UniqueId", text: id },
    // Another file may have the same name: only the id tells.
    isIt: ({ sharepointIds, parentReference }) =>
      fold(sharepointIds?.listItemUniqueId ?? parentReference?.sharepointIds?.listItemUniqueId ?? "") === fold(id),
  };
}

function wantedByPath(link: string): Wanted | undefined {
  const place = indexedAddress(link);
  if (place === undefined) return undefined;
  const name = fold(place.slice(place.lastIndexOf("/") + 1));
  return {
    // The path of media is that of a form, and only their link that of the file.
    kql: {
      kind: "or",
      any: [
        { kind: "literal", property: "path", text: place },
        { kind: "literal", property: "DocumentLink", text: place },
      ],
    },
    isIt: (hit) => isPlace(hit.webUrl, place),
    // A viewer's address, or that of a form, only tells the site or the library.
    mayBe: {
      place,
      isLikeIt: (hit) =>
        hit.webUrl != null && isAtPlace(hit.webUrl, place) === undefined && fold(nameOfItem(hit)) === name,
    },
  };
}
