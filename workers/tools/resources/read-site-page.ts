import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { escapeHtml } from "#workers/text/short-text.ts";
import { personIn } from "#workers/tools/files/file-hit.ts";
import {
  type GraphSitePage,
  graphSitePage,
  type PagePart,
  partsOfPage,
  sitePageContent,
} from "#workers/tools/files/site-page.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { hasCode, isNotThere } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import { isExternal } from "#workers/tools/person.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isDescribed, type ResourceOf, type ResourceReader } from "./resource-content.ts";
import { extractBody } from "./resource-text.ts";

const sitePage = "microsoft.graph.sitePage";
const maxListPages = 5;
const graphPageTag = z.object({ id: z.string(), ...texts("eTag") });

/** Reads a modern site page as Markdown from its canvas. */
export const readSitePage: ResourceReader<"page"> = async (uri, context, part) => {
  const [page, clock] = await Promise.all([getPage(uri, context), context.clock()]);
  const content = partsOfPage(page).map(htmlOf).join("\n");
  const body = { contentType: "html", content };
  const { text, incomplete } = await extractBody(body, context);
  const { userDomain } = context;
  const writtenBy = isDescribed(part) ? undefined : personIn(page.lastModifiedBy);
  const author = { writtenBy, external: isExternal(writtenBy, userDomain) };
  return { page: sitePageContent(page, { userDomain, clock }), text: { ...text, ...author }, gaps: [incomplete] };
};

/**
 * Requests a page by its id. Search returns the id of the page's list item instead, which all eTags of pages contain;
 * Graph may refuse that as an id by 400, 403 or 404.
 */
async function getPage({ siteId, pageId }: ResourceOf<"page">, { graph }: ToolContext): Promise<GraphSitePage> {
  const pages = ["sites", siteId, "pages"];
  const query = { $expand: "canvasLayout" };
  const get = (id: string) => graph.get({ path: [...pages, id, sitePage], query, fromCaller: "id" }, graphSitePage);
  let refusal: ToolError;
  try {
    return await get(pageId);
  } catch (error) {
    if (!isNotThere(error) && !hasCode(error, "forbidden")) throw error;
    refusal = error;
  }
  const { id, looked, isWhole } = await pageIdOfItem([...pages, sitePage], pageId, graph);
  if (id !== undefined) return await get(id);
  if (refusal.code === "forbidden") throw refusal;
  throw new ToolError(
    "not_found",
    isWhole
      ? "This site has no such modern page, or this account can't see it. Classic pages can't be read; open them by " +
          "their address."
      : `The page is not among the first ${looked} of this site, and no more were looked at. Open it by its address.`,
  );
}

async function pageIdOfItem(path: readonly string[], itemId: string, graph: ToolContext["graph"]) {
  const query = { $top: 200, $select: "id,eTag" };
  const list = { request: { path, query }, itemSchema: graphPageTag };
  let page = await pageAt(graph, list, undefined);
  let looked = 0;
  for (let pages = 1; ; pages += 1) {
    const found = page.items.find(({ eTag }) => eTag?.toLowerCase().includes(itemId.toLowerCase()));
    looked += page.items.length;
    const isWhole = page.nextLink === undefined;
    if (found !== undefined || page.nextLink === undefined || pages === maxListPages)
      return { id: found?.id, looked, isWhole };
    page = await pageAt(graph, list, page.nextLink);
  }
}

function htmlOf(part: PagePart): string {
  if (part.kind === "html") return `<div>${part.html}</div>`;
  const title = part.title === undefined ? "" : `<h3>${escapeHtml(part.title)}</h3>`;
  return `<div>${title}${part.texts.map((text) => `<p>${escapeHtml(text)}</p>`).join("")}</div>`;
}
