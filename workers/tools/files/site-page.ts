import { z } from "zod";
import { parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { withoutEmpty } from "#workers/tools/shown-fields.ts";
import { type ChangeContext, changesOf, isPage, uriOfItem } from "./file-hit.ts";
import { graphIdentities } from "./graph-drive.ts";
import type { GraphSearchResource } from "./graph-search.ts";

/** The site page that an item of a drive or list is. Undefined for a file, and for a page without its ids. */
export function sitePageOf(item: GraphSearchResource): Extract<ResourceUri, { kind: "page" }> | undefined {
  if (!isPage(item)) return undefined;
  const resource = parseResourceUri(uriOfItem(item));
  return resource.kind === "page" ? resource : undefined;
}

/** The page as shown to callers, without its text. */
export function sitePageContent(page: GraphSitePage, context: ChangeContext) {
  const { promotionKind, publishingState } = page;
  return withoutEmpty({
    title: cleanLine(page.title ?? page.name ?? "") || "(no title)",
    name: page.name == null || page.webUrl != null ? undefined : cleanLine(page.name),
    description: page.description ? cleanLine(page.description) : undefined,
    webUrl: page.webUrl,
    promotionKind: promotionKind === "page" ? undefined : promotionKind,
    publishingLevel: publishingState?.level === "published" ? undefined : publishingState?.level,
    ...changesOf(page, context),
  });
}

/** Graph returns these maps as lists of pairs, and for older pages as objects. */
const textMap = z
  .union([z.array(z.object(texts("key", "value"))), z.record(z.string(), z.string().nullish())])
  .nullish();

/** A web part: text, or another one with the texts for the search index. */
const graphWebPart = z.object({
  ...texts("@odata.type", "innerHtml"),
  data: z
    .object({
      ...texts("title", "description"),
      serverProcessedContent: z.object({ searchablePlainTexts: textMap, links: textMap }).nullish(),
    })
    .nullish(),
});
type GraphWebPart = z.infer<typeof graphWebPart>;

const column = z.object({ webparts: z.array(graphWebPart).nullish() });

/** Graph's `sitePage` with its canvas (https://learn.microsoft.com/graph/api/sitepage-get). */
export const graphSitePage = z.object({
  ...texts("name", "title", "description", "webUrl", "promotionKind", "createdDateTime", "lastModifiedDateTime"),
  publishingState: z.object(texts("level")).nullish(),
  createdBy: graphIdentities.nullish(),
  lastModifiedBy: graphIdentities.nullish(),
  canvasLayout: z
    .object({
      horizontalSections: z.array(z.object({ columns: z.array(column).nullish() })).nullish(),
      verticalSection: column.nullish(),
    })
    .nullish(),
});
export type GraphSitePage = z.infer<typeof graphSitePage>;

export type PagePart = { kind: "html"; html: string } | { kind: "texts"; title: string | undefined; texts: string[] };

/** The texts of a page in reading order: by section and column, with the vertical section last. */
export function partsOfPage({ canvasLayout }: GraphSitePage): PagePart[] {
  const columns = (canvasLayout?.horizontalSections ?? []).flatMap((section) => section.columns ?? []);
  const parts = [...columns, canvasLayout?.verticalSection].flatMap((one) => one?.webparts ?? []);
  return parts.flatMap(partOf);
}

/** Decides by properties, because the type's name varies (`#oneDrive.textWebPart`, `#microsoft.graph.textWebPart`). */
function partOf({ innerHtml, data }: GraphWebPart): PagePart[] {
  if (innerHtml) return [{ kind: "html", html: innerHtml }];
  const content = data?.serverProcessedContent;
  const found = [data?.description, ...valuesOf(content?.searchablePlainTexts)].filter((text) => text?.trim());
  const title = data?.title?.trim() || undefined;
  const unique = [...new Set(found.filter((text) => text != null && text !== title))] as string[];
  return title === undefined && unique.length === 0 ? [] : [{ kind: "texts", title, texts: unique }];
}

function valuesOf(map: z.infer<typeof textMap>): (string | null | undefined)[] {
  return Array.isArray(map) ? map.map(({ value }) => value) : Object.values(map ?? {});
}
