import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import type { GraphCall, GraphResult } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest, itemNotFound, malformedId } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer, optionsOf, pageOf } from "#test/fake-tenant/graph/list-page.ts";
import { checkedSelect } from "#test/fake-tenant/graph/odata/query-options.ts";
import { type MailboxAccess, openMailbox, requireContent, requireFolder, requireWhole } from "./mailbox-access.ts";

const pageLimits = { defaultTop: 10, maxTop: 1000 };
const folderPropertyNames = [
  "id",
  "displayName",
  "parentFolderId",
  "childFolderCount",
  "unreadItemCount",
  "totalItemCount",
  "isHidden",
];
const knownOfFolder: ReadonlySet<string> = new Set(folderPropertyNames);

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

/** The properties that `$select` chooses; refuses unknown ones. */
const namesOf = (select: readonly string[] | null): readonly string[] =>
  select === null ? folderPropertyNames : ["id", ...checkedSelect(select, knownOfFolder, "mailFolder")];

function selectedOfFolder(folder: StoredFolder, names: readonly string[]): Record<string, unknown> {
  const all = folderProperties(folder);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

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
  const names = namesOf(optionsOf(call, pageLimits).select);
  return answer(call, `users('${access.owner.id}')/mailFolders/$entity`, selectedOfFolder(folder, names));
}

function folderList(call: GraphCall, access: MailboxAccess, parent: StoredFolder, collection: string): GraphResult {
  const options = optionsOf(call, pageLimits);
  const names = namesOf(options.select);
  const withHidden = call.request.query.get("includeHiddenFolders")?.toLowerCase() === "true";
  const folders = parent.children
    .filter((folder) => withHidden || !folder.isHidden)
    .sort((a, b) => (a.displayName.toLowerCase() < b.displayName.toLowerCase() ? -1 : 1));
  const { items, links } = pageOf(call, options, folders, access.owner.id);
  return answer(call, `users('${access.owner.id}')/${collection}`, {
    value: items.map((folder) => selectedOfFolder(folder, names)),
    ...links,
  });
}

const defaultPageSize = 10;
const maxPageSize = 1000;

/** What a link's token holds: the place in the list, and the options of the first request. */
interface Round {
  owner: string;
  at: number;
  size: number;
  select: string | null;
}

/**
 * GET .../mailFolders/delta, as documented: all levels in one list, `$select` as the only option, page sizes by
 * `Prefer: odata.maxpagesize`, and links whose token holds both
 * (https://learn.microsoft.com/graph/api/mailfolder-delta). Hidden folders are not in it, folders come in no order, and
 * the folder above all others is among them.
 */
export function listFolderChanges(call: GraphCall): GraphResult {
  const { world, request, caller } = call;
  const { owner, mailbox, ...access } = openMailbox(call);
  requireWhole({ owner, mailbox, ...access });
  // Its page names Mail.Read, not Mail.Read.Shared.
  if (owner !== caller.user) throw accessDenied();
  const { at, size, select } = roundOf(call, owner.id);
  const names = namesOf(select?.split(",") ?? null);
  const all = below(mailbox.root).sort((one, other) => (one.id < other.id ? -1 : 1));
  const end = at + size;
  const path = `${world.endpoints.graphBaseUrl}/v1.0${call.path}`;
  const token = (from: number) =>
    Buffer.from(JSON.stringify({ owner: owner.id, at: from, size, select } satisfies Round)).toString("base64url");
  const body = {
    ...(end < all.length
      ? { "@odata.nextLink": `${path}?$skiptoken=${token(end)}` }
      : { "@odata.deltaLink": `${path}?$deltatoken=${token(all.length)}` }),
    value: all.slice(at, end).map((folder) => selectedOfFolder(folder, names)),
  };
  const isHeeded = header(request, "prefer")?.includes("odata.maxpagesize");
  return answer(call, "Collection(mailFolder)", body, isHeeded ? [`odata.maxpagesize=${size}`] : []);
}

function roundOf({ request }: GraphCall, owner: string): Round {
  const names = [...request.query.keys()].filter((name) => name.startsWith("$")).map((name) => name.toLowerCase());
  const token = request.query.get("$skiptoken") ?? request.query.get("$deltatoken");
  if (token !== null) {
    const round = readToken(token);
    if (names.length > 1 || round?.owner !== owner) throw badRequest("Badly formed token.");
    return round;
  }
  const other = names.find((name) => name !== "$select");
  if (other !== undefined) throw badRequest(`The query parameter '${other}' is not supported with change tracking.`);
  const asked = Number(/odata\.maxpagesize=(\d+)/.exec(header(request, "prefer") ?? "")?.[1] ?? defaultPageSize);
  return { owner, at: 0, size: Math.min(Math.max(asked, 1), maxPageSize), select: request.query.get("$select") };
}

function readToken(token: string): Round | undefined {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Round;
  } catch {
    return undefined;
  }
}

function below(folder: StoredFolder): StoredFolder[] {
  return [folder, ...folder.children.filter((child) => !child.isHidden).flatMap(below)];
}

/**
 * The folder that the path names by its id or well-known name, if the caller may read it. A well-formed stranger is
 * 404, and so is a well-known folder that mailboxes here don't have; anything else is 400.
 */
export function folderOf({ world, params }: GraphCall, access: MailboxAccess): StoredFolder {
  const idOrName = params.folder ?? "";
  if (world.behaviour.missingWellKnownFolders.includes(idOrName.toLowerCase())) throw itemNotFound();
  const folder = access.mailbox.folder(idOrName);
  if (folder === undefined) throw looksLikeExchangeId(idOrName) ? itemNotFound() : malformedId();
  requireFolder(access, folder);
  return folder;
}
