import type { SiteRecord } from "#test/fake-tenant/data/files/drive.ts";
import type { Notebook, Section } from "#test/fake-tenant/data/notes/note-store.ts";
import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal, unknownProperty, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, placeOfPage } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { type QueryOptions, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";
import { groupJson, notebookJson, pageHtml, pageJson, sectionJson, sectionsOf } from "./note-json.ts";

const parents = ["parentNotebook", "parentSectionGroup"];
const shapes = {
  notebook: { type: "notebook", expanded: [], expandable: ["sections", "sectionGroups"] },
  group: { type: "sectionGroup", expanded: parents, expandable: [...parents, "sections", "sectionGroups"] },
  section: { type: "onenoteSection", expanded: parents, expandable: parents },
  page: { type: "onenotePage", expanded: ["parentSection"], expandable: ["parentSection", "parentNotebook"] },
} as const satisfies Record<string, Shape>;

const gone = () => new GraphRefusal(404, "20102", "The specified resource ID does not exist.");

function byId<Item extends { id: string }>(items: readonly Item[], id: string): Item {
  const found = items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw /^[01]-[0-9a-f]{8,}/i.test(id) ? gone() : badRequest("The entity ID is not valid.", "20112");
}

/** `!` is read as the beginning of a segment unless it is encoded, as users found. */
function decoded(segment: string): string {
  if (segment.includes("!")) throw unknownSegment(segment.slice(segment.indexOf("!")));
  return decodeSegment(segment);
}

const one = (call: GraphCall, json: Record<string, unknown>, shape: Shape): GraphResult =>
  answer(call, "onenote/$entity", shaped(json, optionsOf(call), shape));

/** One broken section ends the list of all (microsoft-graph-docs #6713, which does not say the status). */
function refuseBroken(sections: readonly Section[]): void {
  if (!sections.some(({ isBroken }) => isBroken)) return;
  throw new GraphRefusal(409, "20258", "Synchronizing this section is not supported. Detailed error: Getting Section");
}

/** Everything below `/onenote`, for these notebooks. */
function notesAt(call: GraphCall, notebooks: readonly Notebook[], rawPath: string): GraphResult {
  const [collection = "", id, ...below] = rawPath.split("/").map(decoded);
  const sections = notebooks.flatMap(sectionsOf);
  const pages = sections.flatMap((section) => section.pages);
  const rest = below.join("/");
  if (collection === "notebooks") {
    if (id === undefined) return listed(call, notebooks.map(notebookJson), shapes.notebook);
    if (rest === "") return one(call, notebookJson(byId(notebooks, id)), shapes.notebook);
  }
  if (collection === "sectionGroups" && id !== undefined && rest === "") {
    const groups = notebooks.flatMap((notebook) => notebook.groups);
    return one(call, groupJson(byId(groups, id)), shapes.group);
  }
  if (collection === "sections") {
    if (id === undefined) return listed(call, sections.map(sectionJson), shapes.section);
    if (rest === "") return one(call, sectionJson(byId(sections, id)), shapes.section);
    if (rest === "pages") {
      refuseBroken([byId(sections, id)]);
      return listed(call, byId(sections, id).pages.map(pageJson), shapes.page);
    }
  }
  if (collection === "pages") {
    if (id === undefined) {
      if (sections.length > call.world.behaviour.onenoteMaxSections)
        throw badRequest("The number of maximum sections is exceeded for this request.", "20266");
      refuseBroken(sections);
      return listed(call, pages.map(pageJson), shapes.page);
    }
    if (rest === "") return one(call, pageJson(byId(pages, id)), shapes.page);
    if (rest === "content") return { body: pageHtml(byId(pages, id)), contentType: "text/html" };
  }
  throw unknownSegment(below.at(-1) ?? collection);
}

const ofSites = ["Notes.Read.All", "Notes.ReadWrite.All"];
const own = ["Notes.Read", "Notes.ReadWrite", ...ofSites];
const denied = () => new GraphRefusal(403, "40004", "The OAuth token provided does not have the necessary scopes.");

function requireScope({ caller }: GraphCall, scopes: readonly string[]): void {
  if (!scopes.some((scope) => caller.scopes.has(scope))) throw denied();
}

/** GET /sites/{site}/onenote/... */
export function siteNotes(call: GraphCall, site: SiteRecord, rawPath: string): GraphResult {
  requireScope(call, ofSites);
  if (!site.members.has(call.caller.user.id)) throw new GraphRefusal(403, "30121", "The user can't access the site.");
  return notesAt(call, call.world.notes.notebooks(site), rawPath);
}

export const noteRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "me/onenote/*rest",
    handle(call) {
      requireScope(call, own);
      return notesAt(call, call.world.notes.notebooks(call.caller.user), call.params.rest ?? "");
    },
  },
];

const defaultTop = 20;
const maxTop = 100;
type Json = Record<string, unknown>;

export interface Shape {
  /** For messages. */
  type: string;
  /** What is given without `$expand`, and what may be expanded. */
  expanded: readonly string[];
  expandable: readonly string[];
}

/** The names at the top of an `$expand`: options in parentheses are for what is inside. */
const expandedNames = (text: string) => text.replace(/\((?:[^()]|\([^()]*\))*\)/g, "").split(",");

function optionsOf(call: GraphCall): QueryOptions {
  const top = call.request.query.get("$top");
  if (top !== null && Number(top) > maxTop)
    throw badRequest("The top query string option is too high. The maximum value is 100.", "20129");
  const options = readQueryOptions(call.request.query, { defaultTop, maxTop });
  if (options.search !== null || call.request.query.has("search"))
    throw badRequest("Your request contains unsupported OData query parameters.", "20108");
  return options;
}

/** One thing with what was asked of it. */
function shaped(json: Json, { select, expand }: QueryOptions, shape: Shape): Json {
  const names = expand === null ? shape.expanded : expandedNames(expand);
  const unknown = names.find((name) => !shape.expandable.includes(name));
  if (unknown !== undefined) throw badRequest(`The expand query '${unknown}' is not supported.`, "20103");
  const chosen = select ?? Object.keys(json).filter((name) => !shape.expandable.includes(name));
  for (const name of chosen) if (!(name in json)) throw unknownProperty(name, shape.type);
  return Object.fromEntries(["id", ...chosen, ...names].map((name) => [name, json[name]]));
}

/** A page of a list. Links come only where `$top` was not given, as documented, or always. */
function listed(call: GraphCall, all: readonly Json[], shape: Shape): GraphResult {
  const options = optionsOf(call);
  const { filter, orderBy, top, skip } = options;
  const matches = filter === null ? () => true : compileFilter(parseFilter(filter), modelOf(shape));
  const found = all.filter(matches);
  const [order] = orderBy;
  if (order !== undefined) {
    const key = (json: Json) => String(json[order.property] ?? "");
    const sign = order.descending ? -1 : 1;
    found.sort((one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
  }
  const hasLinks = !call.request.query.has("$top");
  const end = skip + top;
  const { "@odata.nextLink": link } = placeOfPage(call, options).linksIf(hasLinks && end < found.length);
  return answer(call, `users('${call.caller.user.id}')/onenote`, {
    value: found.slice(skip, end).map((json) => shaped(json, options, shape)),
    ...(link !== undefined && { "@odata.nextLink": link.replace(/\$skiptoken=[^&]*/, `$skip=${end}`) }),
  });
}

/** Comparisons of strings are case-sensitive (https://learn.microsoft.com/graph/onenote-get-content). */
const modelOf = ({ type }: Shape) => ({
  functions: new Set(["contains", "startswith", "tolower"]),
  isCaseSensitive: true,
  field(property: string) {
    if (property === "title" || property === "displayName")
      return { type: "string" as const, read: (json: Json) => String(json[property] ?? "") };
    if (/^(?:created|lastModified)DateTime$/.test(property))
      return { type: "date" as const, read: (json: Json) => Date.parse(String(json[property])) };
    throw unknownProperty(property, type);
  },
});
