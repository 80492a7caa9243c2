import { graphDrive } from "#workers/tools/files/graph-drive.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { call, each, hitsIn, type Json, listIn, type Reading, read, timeOf, unless, valueAt } from "./reading.ts";

const business = { id: "d", driveType: "business" };
const folder = { id: "root", folder: {} };

const inItem = {
  name: "name",
  size: "size",
  webUrl: "webUrl",
  lastModifiedDateTime: (item: Json) => timeOf(item.lastModifiedDateTime),
  "lastModifiedBy/name": "lastModifiedBy/user/displayName",
};

/** What is read of an item of a drive that has these below it. */
const readItem = (item: Json, below: unknown) =>
  read("file:///d/root", (path) => {
    if (path.endsWith("/children")) return { value: below };
    return path.endsWith("/root") ? item : business;
  });

const items: Reading = {
  of: ["files/driveitem-get", "files/shares-get/02", "files/shares-get/03"],
  seen: each((item) => readItem(item, item.children ?? [])),
  promised: {
    ...Object.fromEntries(Object.entries(inItem).map(([place, source]) => [`item/${place}`, source])),
    "item/childCount": "folder/childCount",
    "item/kind": kindOf,
    "item/children/*/name": "children/*/name",
    "item/children/*/size": "children/*/size",
  },
};

function kindOf(item: Json): string | undefined {
  return ["file", "folder"].find((kind) => kind in item);
}

const children: Reading = {
  of: ["files/driveitem-list-children", "files/drive-get-specialfolder", "files/driveitem-list-thumbnails/04"],
  seen: (value) => listIn(readItem(folder, value), "item/children"),
  promised: {
    name: "name",
    size: "size",
    childCount: "folder/childCount",
    kind: (item) => ("folder" in item ? "folder" : undefined),
  },
};

const ownDriveHits: Reading = {
  of: ["files/driveitem-search"],
  seen: (value) =>
    listIn(
      call("sharepoint_search", { query: "contoso" }, { scopes: ["Files.Read"], answers: () => ({ value }) }),
      "files",
    ),
  promised: {
    id: "id",
    name: "name",
    kind: kindOf,
    // A shortcut is read where it leads to.
    uri: (item) => uriOf(valueAt(item, "remoteItem/parentReference/driveId"), valueAt(item, "remoteItem/id")),
  },
};

function uriOf(...place: readonly unknown[]): string | undefined {
  if (place.includes(undefined)) return undefined;
  return `file:///${place.map((id) => encodeURIComponent(String(id))).join("/")}`;
}

function encodeSpaces(address: unknown): unknown {
  return typeof address === "string" ? address.replaceAll(" ", "%20") : address;
}

function idOfHit(hit: Json): unknown {
  return valueAt(hit, "resource/id") ?? hit.hitId;
}

const searchHits: Reading = {
  of: [
    "search/search-concept-files",
    "search/search-concept-sort",
    "search/search-concept-speller/02",
    "search/search-concept-query-template",
    "search/search-concept-trim-duplicate",
  ],
  resourcesIn: (example) => hitsIn(wholeAnswer(example)),
  seen: (_hits, example) =>
    listIn(call("sharepoint_search", { query: "contoso" }, { answers: () => wholeAnswer(example) }), "files"),
  promised: {
    name: (hit) => valueAt(hit, "resource/displayName") ?? valueAt(hit, "resource/name"),
    size: "resource/size",
    lastModifiedDateTime: (hit) => timeOf(valueAt(hit, "resource/lastModifiedDateTime")),
    "lastModifiedBy/name": (hit) => ofPeople(valueAt(hit, "resource/lastModifiedBy/user/displayName")),
    // Microsoft Search doesn't encode spaces.
    webUrl: (hit) => encodeSpaces(valueAt(hit, "resource/webUrl")),
    id: idOfHit,
    title: (hit) => valueAt(hit, "resource/title") ?? valueAt(hit, "resource/fields/title"),
    kind: (hit) => (String(valueAt(hit, "resource/@odata.type")).endsWith(".listItem") ? "listItem" : undefined),
    // An id of the index alone leads nowhere in a drive.
    uri: (hit) => uriOf(valueAt(hit, "resource/parentReference/driveId"), valueAt(hit, "resource/id")),
    driveId: "resource/parentReference/driveId",
    createdBy: (hit) => ofPeople(valueAt(hit, "resource/createdBy/user/displayName")),
    summary: (hit) =>
      String(hit.summary)
        .replace(/<\/?c0>/g, "")
        .replace(/\s*<ddd\/>\s*/g, " … "),
  },
};

/** OneDrive has nothing beside. */
const retrievalHits: Reading = {
  of: ["search/copilotroot-retrieval"],
  resourcesIn: ({ retrievalHits: hits }) => (Array.isArray(hits) ? hits : []),
  seen: (_hits, example) =>
    listIn(
      call(
        "sharepoint_search",
        { query: "How to setup corporate VPN?", mode: "meaning" },
        {
          retrieval: "on",
          answers: (_path, request: GraphRequest & { body?: { dataSource: string } }) =>
            request.body?.dataSource === "sharePoint" ? example : { retrievalHits: [] },
        },
      ),
      "files",
    ),
  promised: {
    uri: "webUrl",
    webUrl: "webUrl",
    title: "resourceMetadata/title",
    createdBy: "resourceMetadata/author",
    sensitivityLabel: "sensitivityLabel/displayName",
    score: (hit) => Math.round(Number(valueAt(hit, "extracts/0/relevanceScore")) * 100) / 100,
    summary: (hit) => `${valueAt(hit, "extracts/0/text")} … ${valueAt(hit, "extracts/1/text")}`,
  },
};

/** Search joins several names by `;`. */
function ofPeople(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(";", ", ") : value;
}

/** Some examples show the inner part of an answer only. */
function wholeAnswer(example: Json): Json {
  return "value" in example ? example : { value: [example] };
}

const drives: Reading = {
  of: ["files/drive-get"],
  seen: each(async (drive) => graphDrive.parse(drive)),
  promised: { id: "id", driveType: "driveType" },
};

const pages: Reading = {
  of: ["sites/sitepage-get"],
  seen: each((page) =>
    read("page:///sites/7f50f45e-714a-4264-9c59-3bf43ea4db8f/pages/df69e386-6c58-4df2-afc0-ab6327d5b202", () => page),
  ),
  promised: {
    "page/title": (page) => page.title ?? page.name,
    "page/description": "description",
    "page/webUrl": "webUrl",
    "page/publishingLevel": (page) => unless("published", valueAt(page, "publishingState/level")),
    "page/lastModifiedDateTime": ({ lastModifiedDateTime }) => timeOf(lastModifiedDateTime),
    "page/lastModifiedBy/name": "lastModifiedBy/user/displayName",
    "page/lastModifiedBy/address": "lastModifiedBy/user/email",
    "body/content": (page) => partsOf(page).join("\n"),
  },
};

/** The text parts, each set apart from the others. */
function partsOf(page: Json): string[] {
  const parts = valueAt(page, "canvasLayout/horizontalSections/*/columns/*/webparts/*/innerHtml");
  return Array.isArray(parts)
    ? parts
        .flat(2)
        .filter((html) => typeof html === "string")
        .map((html) => `<div>${html}</div>`)
    : [];
}

const listUri = "list:///sites/7f50f45e-714a-4264-9c59-3bf43ea4db8f/lists/b57af081-936c-4803-a120-d94887b03864";
/** What the row of a column is, of which the example says nothing but its name. */
const columnsOf = (rows: readonly Json[]) => Object.keys(rows[0]?.fields ?? {}).map((name) => ({ name }));

const lists: Reading = {
  of: ["files/list-get"],
  seen: each((list) => read(listUri, (path) => (path.endsWith("/items") ? { value: list.items ?? [] } : list))),
  promised: {
    "list/name": "name",
    "list/columns": "columns/*/name",
    ...Object.fromEntries(
      ["Name", "Color", "Quantity"].map((name) => [`list/rows/*/${name}`, `items/*/fields/${name}`]),
    ),
  },
};

const rows: Reading = {
  of: ["files/listitem-list"],
  seen: (value) =>
    listIn(
      read(listUri, (path) => (path.endsWith("/items") ? { value } : { columns: columnsOf(value) })),
      "list/rows",
    ),
  promised: { id: "id", Name: "fields/Name", Color: "fields/Color", Quantity: "fields/Quantity" },
};

const row: Reading = {
  of: ["files/listitem-get"],
  seen: each((item) =>
    read(`${listUri}/items/5`, (path) => (path.endsWith("/items/5") ? item : { columns: columnsOf([item]) })),
  ),
  promised: {
    "body/content": ({ fields }) =>
      Object.entries(fields ?? {})
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
  },
};

export const fileReadings = [items, children, ownDriveHits, searchHits, retrievalHits, drives, pages, lists, rows, row];
