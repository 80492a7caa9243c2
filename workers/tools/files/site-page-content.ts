import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { Person } from "#workers/tools/person.ts";
import { isExternal } from "#workers/tools/text/mail-address.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import { personIn } from "./file-hit.ts";
import type { GraphSitePage } from "./graph-site-page.ts";

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
