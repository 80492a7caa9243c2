import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, pageOf } from "#test/fake-tenant/graph/list-page.ts";
import { compileFilter, type FilterModel } from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
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
  return answer(call, `users('${access.owner.id}')/mailFolders/$entity`, selectedOfFolder(folder, names));
}

function folderList(call: GraphCall, access: MailboxAccess, parent: StoredFolder, collection: string): GraphResult {
  const options = readQueryOptions(call.request.query, pageLimits);
  if (options.search !== null) throw badRequest("The query parameter '$search' is not supported.");
  const names =
    options.select === null
      ? folderPropertyNames
      : ["id", ...checkedSelect(options.select, knownOfFolder, "mailFolder")];
  const withHidden = call.request.query.get("includeHiddenFolders")?.toLowerCase() === "true";
  const matches = options.filter === null ? () => true : compileFilter(parseFilter(options.filter), model);
  const folders = parent.children
    .filter((folder) => (withHidden || !folder.isHidden) && matches(folder))
    .sort((a, b) => (a.displayName.toLowerCase() < b.displayName.toLowerCase() ? -1 : 1));
  const { items, links } = pageOf(call, options, folders, access.owner.id);
  return answer(call, `users('${access.owner.id}')/${collection}`, {
    ...(options.count ? { "@odata.count": folders.length } : {}),
    value: items.map((folder) => selectedOfFolder(folder, names)),
    ...links,
  });
}
