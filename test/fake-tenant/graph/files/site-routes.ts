import { type PagePart, type SiteRecord, type StoredPage, webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import { type GraphCall, type GraphResult, readRoutes, second } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/compile-kql.ts";
import { answer, optionsOf, pageOfList } from "#test/fake-tenant/graph/list-page.ts";
import { siteNotes } from "#test/fake-tenant/graph/notes/note-routes.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { identityOf } from "./drive-item-json.ts";
import { fileDenied, fileNotFound, invalidFileRequest, refuseArchived, requireSiteScope } from "./file-access.ts";
import { getLists } from "./list-routes.ts";

const pageLimits = { defaultTop: 200, maxTop: 1000 };

function siteJson(site: SiteRecord, select: readonly string[] | null): Record<string, unknown> {
  const all: Record<string, unknown> = {
    createdDateTime: second(site.createdAt),
    description: site.description,
    id: site.id,
    lastModifiedDateTime: second(site.createdAt),
    name: site.name,
    webUrl: site.webUrl,
    displayName: site.displayName,
    ...(site.name === "" ? { root: {} } : {}),
    siteCollection: { hostname: site.id.split(",")[0] },
  };
  if (select === null) return all;
  for (const name of select) if (!(name in all) && name !== "root") throw unknownProperty(name, "site");
  return Object.fromEntries(["id", ...select].flatMap((name) => (name in all ? [[name, all[name]]] : [])));
}

/** GET /sites?search=: names and descriptions only; without a search Graph lists none to delegated callers. */
function searchSites(call: GraphCall): GraphResult {
  requireSiteScope(call);
  const { world, caller, request } = call;
  const options = optionsOf(call, pageLimits);
  const words = request.query.get("search");
  if (words === null || words.trim() === "") throw invalidFileRequest("The query parameter 'search' must be given.");
  const matches = words.trim() === "*" ? () => true : wordMatcher(words, true);
  const found = world.files
    .sites(caller.tenant.id)
    .filter(({ members }) => members.has(caller.user.id))
    .filter((site) => matches(indexText(`${site.displayName} ${site.name} ${site.description}`)));
  const { items, links } = pageOfList(call, options, found);
  return answer(call, "sites", { ...links, value: items.map((site) => siteJson(site, options.select)) });
}

/** Everything below `/sites/`: by id, by host and path, `root`. */
function getSite(call: GraphCall): GraphResult {
  const { site, rest } = readSiteAddress(call);
  if (/^onenote$/i.test(rest[0] ?? "")) return siteNotes(call, site, rawBelow(call, "onenote"));
  requireSiteScope(call);
  if (!site.members.has(call.caller.user.id)) throw fileDenied();
  refuseArchived(site);
  const [first, second, ...more] = rest;
  if (first === undefined) return answer(call, "sites/$entity", siteJson(site, optionsOf(call, pageLimits).select));
  if (/^lists$/i.test(first)) return getLists(call, site, rest.slice(1));
  if (/^pages$/i.test(first) && second !== undefined) {
    if (isPageType(second) && more.length === 0) return listPages(call, site);
    if (more.length === 1 && isPageType(more[0] ?? "")) return getPage(call, site, second);
  }
  throw unknownSegment(more.at(-1) ?? second ?? first);
}

/** What follows a segment in the path, as it was sent. */
const rawBelow = ({ params }: GraphCall, segment: string) =>
  (params.site ?? "")
    .split(new RegExp(`(?:^|/)${segment}/`, "i"))
    .slice(1)
    .join("/");

const isPageType = (segment: string) => /^microsoft\.graph\.sitePage$/i.test(segment);

function readSiteAddress(call: GraphCall): { site: SiteRecord; rest: string[] } {
  const { world, caller, params } = call;
  const [first = "", ...others] = (params.site ?? "").split("/").map(decodeURIComponent);
  const sites = world.files.sites(caller.tenant.id);
  if (first.endsWith(":")) {
    const end = others.findIndex((part) => part.endsWith(":"));
    const names = (end < 0 ? others : others.slice(0, end + 1)).map((part) => part.replace(/:$/, ""));
    const url = `https://${first.slice(0, -1)}/${names.filter((part) => part !== "").join("/")}`.replace(/\/$/, "");
    const site = sites.find(({ webUrl }) => webUrl.toLowerCase() === url.toLowerCase());
    if (site === undefined) throw fileNotFound();
    return { site, rest: end < 0 ? [] : others.slice(end + 1) };
  }
  const isRoot = first.toLowerCase() === "root" || (first.includes(".") && !first.includes(","));
  const site = isRoot ? sites.find(({ name }) => name === "") : world.files.site(caller.tenant.id, first);
  if (site !== undefined) return { site, rest: others };
  if (!/^([\w.-]+,)?[0-9a-f-]{36}(,[0-9a-f-]{36})?$/i.test(first))
    throw invalidFileRequest("Invalid hostname for this tenancy");
  throw fileNotFound();
}

export const siteRoutes = readRoutes({ sites: searchSites, "sites/*site": getSite }, "");

/** A page's id: that of its item, unless the tenant is one where they differ. */
function idOf(page: StoredPage, call: GraphCall): string {
  return call.world.behaviour.sitePageIdsDiffer ? guidFrom(`page:${page.id}`) : page.id;
}

function pageJson(page: StoredPage, call: GraphCall): Record<string, unknown> {
  const { item, site } = page;
  return {
    "@odata.type": "#microsoft.graph.sitePage",
    "@odata.etag": `"{${page.id.toUpperCase()}},4"`,
    createdBy: identityOf(item.createdBy),
    createdDateTime: second(item.createdAt),
    description: page.description,
    eTag: `"{${page.id.toUpperCase()}},4"`,
    id: idOf(page, call),
    lastModifiedBy: identityOf(item.modifiedBy),
    lastModifiedDateTime: second(item.modifiedAt),
    name: item.name,
    pageLayout: item.name === "Home.aspx" ? "home" : "article",
    parentReference: { siteId: site.id },
    promotionKind: page.news ? "newsPost" : "page",
    publishingState: { level: "published", versionId: "2.0" },
    reactions: { commentCount: 0, likeCount: 0, shareCount: 0 },
    showComments: true,
    showRecommendedPages: false,
    title: page.title,
    webUrl: webUrlOf(item),
  };
}

function canvasOf(page: StoredPage): Record<string, unknown> {
  return {
    horizontalSections: page.sections.map(({ columns }, index) => ({
      layout: columns.length === 1 ? "oneColumn" : "twoColumns",
      id: String(index + 1),
      emphasis: "none",
      columns: columns.map((parts, column) => ({
        id: String(column + 1),
        width: 12 / columns.length,
        webparts: parts.map((part, place) => partJson(part, `${page.id}:${index}:${column}:${place}`)),
      })),
    })),
  };
}

function partJson(part: PagePart, key: string): Record<string, unknown> {
  const id = guidFrom(`part:${key}`);
  if (part.kind === "text") return { "@odata.type": `#${part.cast}.textWebPart`, id, innerHtml: part.html };
  return {
    "@odata.type": "#microsoft.graph.standardWebPart",
    id,
    webPartType: guidFrom(`type:${part.title}`),
    data: {
      dataVersion: "1.0",
      title: part.title,
      serverProcessedContent: {
        searchablePlainTexts: Object.entries(part.searchableText).map(([name, value]) => ({ key: name, value })),
      },
    },
  };
}

function selected(json: Record<string, unknown>, select: readonly string[] | null): Record<string, unknown> {
  if (select === null) return json;
  for (const name of select) if (!(name in json)) throw unknownProperty(name, "sitePage");
  return Object.fromEntries(Object.entries(json).filter(([name]) => name.startsWith("@") || select.includes(name)));
}

/** GET .../pages/{id}/microsoft.graph.sitePage, with its canvas only when it is expanded. */
function getPage(call: GraphCall, site: SiteRecord, id: string): GraphResult {
  const options = optionsOf(call, pageLimits, "expand");
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw badRequest("The page id is malformed.", "invalidRequest");
  const page = site.pages.find((one) => idOf(one, call) === id.toLowerCase());
  if (page === undefined) throw fileNotFound();
  if (options.expand !== null && options.expand !== "canvasLayout") throw unknownProperty(options.expand, "sitePage");
  return answer(call, `sites('${site.id}')/pages/microsoft.graph.sitePage/$entity`, {
    ...selected(pageJson(page, call), options.select),
    ...(options.expand === null ? {} : { canvasLayout: canvasOf(page) }),
  });
}

/** GET .../pages/microsoft.graph.sitePage. */
function listPages(call: GraphCall, site: SiteRecord): GraphResult {
  const options = optionsOf(call, pageLimits);
  const { items, links } = pageOfList(call, options, site.pages);
  return answer(call, `sites('${site.id}')/pages/microsoft.graph.sitePage`, {
    ...links,
    value: items.map((page) => selected(pageJson(page, call), options.select)),
  });
}
