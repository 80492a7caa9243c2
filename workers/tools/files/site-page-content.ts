import { parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { type ChangeContext, changesOf } from "./drive-item-content.ts";
import { isPage, uriOfItem } from "./file-hit.ts";
import type { GraphSearchResource } from "./graph-search.ts";
import type { GraphSitePage } from "./graph-site-page.ts";

/** The site page that an item of a drive or list is. Undefined for a file, and for a page without its ids. */
export function sitePageOf(item: GraphSearchResource): Extract<ResourceUri, { kind: "page" }> | undefined {
  if (!isPage(item)) return undefined;
  const resource = parseResourceUri(uriOfItem(item));
  return resource.kind === "page" ? resource : undefined;
}

/** The page as shown to callers, without its text. */
export function sitePageContent(page: GraphSitePage, context: ChangeContext) {
  const { promotionKind, publishingState } = page;
  return {
    title: cleanLine(page.title ?? page.name ?? "") || "(no title)",
    ...withoutEmpty({
      name: page.name == null || page.webUrl != null ? undefined : cleanLine(page.name),
      description: page.description ? cleanLine(page.description) : undefined,
      webUrl: page.webUrl,
      promotionKind: promotionKind === "page" ? undefined : promotionKind,
      publishingLevel: publishingState?.level === "published" ? undefined : publishingState?.level,
    }),
    ...changesOf(page, context),
  };
}
