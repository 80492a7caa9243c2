import type { SiteRecord } from "#test/fake-tenant/data/files/file-types.ts";
import { type GraphCall, type GraphResult, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { unknownProperty, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { indexText, wordMatcher } from "#test/fake-tenant/graph/kql/words.ts";
import { answer, pageOfList, refuseOptions } from "#test/fake-tenant/graph/list-page.ts";
import { siteNotes } from "#test/fake-tenant/graph/notes/note-routes.ts";
import { type QueryOptions, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { second } from "#test/fake-tenant/graph/second.ts";
import { driveJson } from "./drive-item-json.ts";
import { fileDenied, fileNotFound, invalidFileRequest, refuseArchived, requireSiteScope } from "./file-access.ts";
import { getLists } from "./list-routes.ts";
import { getPage, listPages } from "./page-routes.ts";

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

function optionsOf(call: GraphCall): QueryOptions {
  const options = readQueryOptions(call.request.query, pageLimits);
  refuseOptions(options, ["filter", "search", "count", "orderBy", "expand"]);
  return options;
}

/** GET /sites?search=: names and descriptions only; without a search Graph lists none to delegated callers. */
function searchSites(call: GraphCall): GraphResult {
  requireSiteScope(call);
  const { world, caller, request } = call;
  const options = optionsOf(call);
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
  if (first === undefined) return answer(call, "sites/$entity", siteJson(site, optionsOf(call).select));
  if (/^drives?$/i.test(first) && second === undefined) return drivesResult(call, site, /^drives$/i.test(first));
  if (/^lists$/i.test(first)) return getLists(call, site, rest.slice(1));
  if (/^pages$/i.test(first) && second !== undefined) {
    if (isPageType(second) && more.length === 0) return listPages(call, site);
    if (more.length === 0 || (more.length === 1 && isPageType(more[0] ?? ""))) return getPage(call, site, second);
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

function drivesResult(call: GraphCall, site: SiteRecord, all: boolean): GraphResult {
  const options = optionsOf(call);
  const [first] = site.drives;
  if (!all && first !== undefined) return answer(call, "drives/$entity", driveJson(first));
  const { items, links } = pageOfList(call, options, site.drives);
  return answer(call, "drives", { ...links, value: items.map(driveJson) });
}

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
