import type { SiteRecord } from "#test/fake-tenant/data/files/file-types.ts";
import type { Notebook, Section } from "#test/fake-tenant/data/notes/note-types.ts";
import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal, unknownSegment } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { decodeSegment } from "#test/fake-tenant/graph/route-tree.ts";
import { groupJson, notebookJson, pageHtml, pageJson, sectionJson, sectionsOf } from "./note-json.ts";
import { listed, optionsOf, type Shape, shaped } from "./note-query.ts";

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
    if (rest === "sections") return listed(call, byId(notebooks, id).sections.map(sectionJson), shapes.section);
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
