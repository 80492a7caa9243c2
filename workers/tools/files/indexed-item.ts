import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";
import { type Kql, renderKql } from "#workers/tools/query/kql.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fold, indexedAddress, isPlace } from "./file-address.ts";
import { nameOfItem } from "./file-hit.ts";
import { type GraphSearchHit, type GraphSearchResource, searchPage } from "./graph-search.ts";
import { isOwnAddress } from "./item-place.ts";

const pageSize = 25;

/** How the index is asked for an item, and which hit it is. */
interface Wanted {
  kql: Kql;
  isIt(hit: GraphSearchResource): boolean;
}

/**
 * Finds the item of an address in the search index. Undefined where it has none, and for a sharing link, which the
 * index doesn't know.
 */
export async function indexedItem(
  link: string,
  { graph, grantedScopes }: ToolContext,
): Promise<GraphSearchHit | undefined> {
  const wanted = wantedByDocument(link) ?? wantedByPath(link);
  if (wanted === undefined || !grantedScopes.has("Sites.Read.All")) return undefined;
  const request = {
    entityTypes: ["driveItem"] as const,
    queryString: renderKql(wanted.kql),
    queryTemplate: undefined,
  };
  const { hits } = await searchPage(graph, request, { from: 0, size: pageSize });
  return hits.find(({ resource }) => resource != null && wanted.isIt(resource));
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
    isIt: (hit) =>
      isPlace(hit.webUrl, place) || (hit.webUrl != null && !isOwnAddress(hit.webUrl) && fold(nameOfItem(hit)) === name),
  };
}
