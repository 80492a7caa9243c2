import { parseResourceUri, type ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { Person } from "#workers/tools/person.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { isPage, personIn, uriOfItem } from "./file-hit.ts";
import type { GraphSearchResource } from "./graph-search.ts";
import type { GraphSitePage } from "./graph-site-page.ts";

/** The site page that an item of a drive or list is. Undefined for a file, and for a page without its ids. */
export function sitePageOf(item: GraphSearchResource): Extract<ResourceUri, { kind: "page" }> | undefined {
  if (!isPage(item)) return undefined;
  const resource = parseResourceUri(uriOfItem(item));
  return resource.kind === "page" ? resource : undefined;
}

export interface SitePageContent {
  [field: string]: unknown;
  title: string;
  name?: string;
  description?: string;
  webUrl?: string;
  /** `page` or `newsPost`. */
  promotionKind?: string;
  publishingLevel?: string;
  createdDateTime?: string;
  createdBy?: Person;
  lastModifiedDateTime?: string;
  lastModifiedBy?: Person;
  external?: boolean;
}

/** The page as shown to callers, without its text. */
export function sitePageContent(page: GraphSitePage, userDomain: string | undefined): SitePageContent {
  const lastModifiedBy = personIn(page.lastModifiedBy);
  return {
    title: cleanLine(page.title ?? page.name ?? "") || "(no title)",
    ...withoutEmpty({
      name: page.name == null ? undefined : cleanLine(page.name),
      description: page.description ? cleanLine(page.description) : undefined,
      webUrl: page.webUrl,
      promotionKind: page.promotionKind,
      publishingLevel: page.publishingState?.level,
      createdDateTime: page.createdDateTime,
      createdBy: personIn(page.createdBy),
      lastModifiedDateTime: page.lastModifiedDateTime,
      lastModifiedBy,
      external: isExternal(lastModifiedBy, userDomain),
    }),
  };
}
