import { webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import type { PagePart, SiteRecord, StoredPage } from "#test/fake-tenant/data/files/file-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { second } from "#test/fake-tenant/graph/second.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { identityOf } from "./drive-item-json.ts";
import { fileNotFound } from "./file-access.ts";

const pageLimits = { defaultTop: 200, maxTop: 1000 };

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
export function getPage(call: GraphCall, site: SiteRecord, id: string): GraphResult {
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["filter", "search", "orderBy", "count"]);
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw badRequest("The page id is malformed.", "invalidRequest");
  const page = site.pages.find((one) => idOf(one, call) === id.toLowerCase());
  if (page === undefined) throw fileNotFound();
  const isTyped = /\/microsoft\.graph\.sitePage$/i.test(call.path);
  if (options.expand !== null && (options.expand !== "canvasLayout" || !isTyped))
    throw unknownProperty(options.expand, isTyped ? "sitePage" : "baseSitePage");
  return answer(call, `sites('${site.id}')/pages/microsoft.graph.sitePage/$entity`, {
    ...selected(pageJson(page, call), options.select),
    ...(options.expand === null ? {} : { canvasLayout: canvasOf(page) }),
  });
}

const model: FilterModel<StoredPage> = {
  functions: new Set(["startswith"]),
  field(property) {
    if (property === "name") return { type: "string", read: ({ item }) => item.name };
    if (property === "title") return { type: "string", read: ({ title }) => title };
    throw unknownProperty(property, "sitePage");
  },
};

/** GET .../pages/microsoft.graph.sitePage, by name or title when filtered. */
export function listPages(call: GraphCall, site: SiteRecord): GraphResult {
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["search", "orderBy", "expand", "count"]);
  const matches = options.filter === null ? () => true : compileFilter(parseFilter(options.filter), model);
  const { items, links } = pageOfList(call, options, site.pages.filter(matches));
  return answer(call, `sites('${site.id}')/pages/microsoft.graph.sitePage`, {
    ...links,
    value: items.map((page) => selected(pageJson(page, call), options.select)),
  });
}
