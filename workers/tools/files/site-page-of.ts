import { parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { isPage, uriOfItem } from "./file-hit.ts";
import type { GraphSearchResource } from "./graph-search.ts";

/** The site page that an item of a drive or list is. Undefined for a file, and for a page without its ids. */
export function sitePageOf(item: GraphSearchResource): Extract<ResourceUri, { kind: "page" }> | undefined {
  if (!isPage(item)) return undefined;
  const resource = parseResourceUri(uriOfItem(item));
  return resource.kind === "page" ? resource : undefined;
}
