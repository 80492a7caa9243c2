import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import { nextLink, offsetOf } from "#test/fake-tenant/graph/odata/next-link.ts";
import { checkedSelect, readQueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { folderOf } from "./folder-lookup.ts";
import { type MailboxAccess, openMailbox, requireContent, requireWhole } from "./mailbox-access.ts";

const pageLimits = { defaultTop: 10, maxTop: 1000 };
export const folderPropertyNames = [
  "id",
  "displayName",
  "parentFolderId",
  "childFolderCount",
  "unreadItemCount",
  "totalItemCount",
  "isHidden",
];
export const knownOfFolder: ReadonlySet<string> = new Set(folderPropertyNames);

function folderProperties(folder: StoredFolder): Record<string, unknown> {
  return {
    id: folder.id,
    displayName: folder.displayName,
    parentFolderId: folder.parent?.id ?? folder.id,
    childFolderCount: folder.children.filter((child) => !child.isHidden).length,
    unreadItemCount: folder.messages.unread(),
    totalItemCount: folder.messages.size(),
    isHidden: folder.isHidden,
  };
}

export function selectedOfFolder(folder: StoredFolder, names: readonly string[]): Record<string, unknown> {
  const all = folderProperties(folder);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const model: FilterModel<StoredFolder> = {
  functions: new Set(["startswith", "contains"]),
  field(property) {
    if (property === "displayName") return { type: "string", read: (folder) => folder.displayName };
    if (property === "isHidden") return { type: "boolean", read: (folder) => folder.isHidden };
    throw knownOfFolder.has(property)
      ? badRequest("The query filter contains one or more invalid nodes.", "ErrorInvalidUrlQueryFilter")
      : unknownProperty(property, "mailFolder");
  },
};

/** GET .../mailFolders: the top level. */
export function listFolders(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  requireWhole(access);
  return folderList(call, access, access.mailbox.root, "mailFolders");
}

/** GET .../mailFolders/{id}/childFolders. */
export function listChildFolders(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  const parent = folderOf(call, access);
  return folderList(call, access, parent, `mailFolders('${encodeURIComponent(parent.id)}')/childFolders`);
}

/** GET .../mailFolders/{id or well-known name}. */
export function getFolder(call: GraphCall): GraphResult {
  const access = openMailbox(call);
  const folder = folderOf(call, access);
  if (call.world.behaviour.readBasicRefusesSingles) requireContent(access);
  const { select } = readQueryOptions(call.request.query, pageLimits);
  const names = select === null ? folderPropertyNames : ["id", ...checkedSelect(select, knownOfFolder, "mailFolder")];
  return {
    body: JSON.stringify({
      "@odata.context": context(call, access, "mailFolders/$entity"),
      ...selectedOfFolder(folder, names),
    }),
  };
}

function folderList(call: GraphCall, access: MailboxAccess, parent: StoredFolder, collection: string): GraphResult {
  const { world, request } = call;
  const options = readQueryOptions(request.query, pageLimits);
  if (options.search !== null) throw badRequest("The query parameter '$search' is not supported.");
  const names =
    options.select === null
      ? folderPropertyNames
      : ["id", ...checkedSelect(options.select, knownOfFolder, "mailFolder")];
  const withHidden = request.query.get("includeHiddenFolders")?.toLowerCase() === "true";
  const matches = options.filter === null ? () => true : compileFilter(parseFilter(options.filter), model);
  const folders = parent.children
    .filter((folder) => (withHidden || !folder.isHidden) && matches(folder))
    .sort((a, b) => (a.displayName.toLowerCase() < b.displayName.toLowerCase() ? -1 : 1));
  const page = {
    graphBaseUrl: world.endpoints.graphBaseUrl,
    path: call.path,
    query: request.query,
    owner: access.owner.id,
  };
  const offset = options.skipToken === null ? options.skip : offsetOf(page, options.skipToken);
  const end = offset + options.top;
  return {
    body: JSON.stringify({
      "@odata.context": context(call, access, collection),
      ...(options.count ? { "@odata.count": folders.length } : {}),
      value: folders.slice(offset, end).map((folder) => selectedOfFolder(folder, names)),
      ...(end < folders.length ? { "@odata.nextLink": nextLink(page, end) } : {}),
    }),
  };
}

function context(call: GraphCall, access: MailboxAccess, collection: string): string {
  return `${call.world.endpoints.graphBaseUrl}/v1.0/$metadata#users('${access.owner.id}')/${collection}`;
}
