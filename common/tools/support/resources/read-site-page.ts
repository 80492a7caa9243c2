import { ToolError } from "#common/errors.ts";
import type { ToolContext } from "../../tool-context.ts";
import { sitePermissions } from "../files/file-access.ts";
import { personIn } from "../files/file-hit.ts";
import { type GraphSitePage, graphSitePage, type PagePart, partsOfPage } from "../files/graph-site-page.ts";
import { sitePageContent } from "../files/site-page-content.ts";
import { isExternal } from "../mail/mail-people.ts";
import { requirePermission } from "../require-permission.ts";
import type { ResourceOf, ResourceReader } from "./resource-reader.ts";

/** A modern page of a site as Markdown, out of its canvas. */
export const sitePageReader: ResourceReader<"page"> = {
  needs: () => ({ workload: "files", permissions: sitePermissions }),

  async read(uri, context) {
    requirePermission(sitePermissions, context.grantedScopes);
    const page = await getPage(uri, context);
    const lastModifiedBy = personIn(page.lastModifiedBy);
    const html = partsOfPage(page).map(htmlOf).join("\n");
    const extracted = await context.extractText({
      bytes: new TextEncoder().encode(html),
      mediaType: "text/html; charset=utf-8",
    });
    return {
      page: sitePageContent(page, context.userDomain),
      text: {
        text: extracted.text,
        contentType: "text/markdown",
        writtenBy: lastModifiedBy,
        external: isExternal(lastModifiedBy, context.userDomain),
      },
      ...(extracted.incomplete !== undefined && { incomplete: { reason: extracted.incomplete } }),
    };
  },
};

async function getPage({ siteId, pageId }: ResourceOf<"page">, { graph }: ToolContext): Promise<GraphSitePage> {
  const path = ["sites", siteId, "pages", pageId, "microsoft.graph.sitePage"];
  try {
    return await graph.get({ path, query: { $expand: "canvasLayout" } }, graphSitePage);
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "not_found") throw error;
    throw new ToolError(
      "not_found",
      "This site has no such modern page, or this account can't see it. Classic pages can't be read; open them by their address.",
    );
  }
}

function htmlOf(part: PagePart): string {
  if (part.kind === "html") return `<div>${part.html}</div>`;
  const title = part.title === undefined ? "" : `<h3>${escaped(part.title)}</h3>`;
  return `<div>${title}${part.texts.map((text) => `<p>${escaped(text)}</p>`).join("")}</div>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
