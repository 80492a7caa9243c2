import { ToolError } from "#common/errors.ts";
import { normalised } from "#common/text.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { quotedPath } from "#workers/text/short-text.ts";
import { mapInTurns } from "#workers/text/text-turns.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import type { GraphDoor, GraphRequest } from "#workers/tools/tool-context.ts";
import { type GraphMailFolder, graphMailFolder } from "./graph-mail.ts";

/** What an error names of folders that fit. An id is of use as a whole only; Outlook's have up to 200 characters. */
const maxNames = 10;
const maxIdCharacters = 500;

interface Place {
  graph: GraphDoor;
  mailbox: readonly string[];
}

/**
 * Finds a folder by a well-known name, a display name at any depth, a path such as `Inbox/A/B`, an id, or the uri that
 * `read_resource` lists it by. Names of other mail programs, such as "spam", apply if no folder has them. A well-known
 * name is taken without a request, though the mailbox may have no such folder. Rejects with `invalid_input` if several
 * folders match, `not_found` if none does.
 */
export async function findMailFolder(name: string, place: Place): Promise<MailFolder> {
  const id = idInUri(name);
  if (id !== undefined) return { id, path: wellKnownFolder(id)?.path ?? name };
  return wellKnownFolder(name) ?? (await findFolderByName(name, place));
}

function idInUri(text: string): string | undefined {
  if (!text.startsWith("mail:///")) return undefined;
  const uri = parseResourceUri(text);
  return uri.kind === "mail-folder" ? uri.folderId : undefined;
}

/** Like `findMailFolder`, but for the names, paths and ids of the folders that the mailbox has. */
export async function findFolderByName(name: string, { graph, mailbox }: Place): Promise<MailFolder> {
  const [tree, top] = await Promise.all([
    listFolders(graph, [...mailbox, "mailFolders"]).catch((error: unknown) => asId(name, error)),
    topOfPath(name, { graph, mailbox }),
  ]);
  const folded = await foldPaths(tree.folders);
  const matches = matchFolders(name, folded, top);
  const [match, ...others] = matches;
  if (match && others.length === 0) return match;
  if (match) throw ambiguous(name, matches);
  const meant = folderByAlias(fold(name));
  if (meant) return meant;
  throw unknown(name, tree, folded);
}

/** The name as an id, where a mailbox that shares single folders does not list them. */
function asId(name: string, error: unknown): FolderTree {
  if (!isRefused(error) || !/^[\w+/=-]{40,}$/.test(name)) throw error;
  return { folders: [{ id: name, path: name }], isWhole: false };
}

/**
 * The folder of Outlook at the top of a path, such as `Inbox` in `Inbox/Projects`. It is asked for along with the list,
 * because its name there depends on the language of the mailbox.
 */
async function topOfPath(name: string, { graph, mailbox }: Place): Promise<{ id: string; name: string } | undefined> {
  const path = fold(name);
  const [above = ""] = path.split("/", 1);
  const top = path.includes("/") ? (wellKnownFolder(above) ?? folderByAlias(above)) : undefined;
  if (top === undefined) return undefined;
  const request = { path: [...mailbox, "mailFolders", top.id], query: { $select: "id,displayName" } };
  try {
    const { id } = await graph.get(request, graphMailFolder);
    return { id, name: above };
  } catch (error) {
    if (isRefused(error)) return undefined;
    throw error;
  }
}

interface FoldedFolder {
  folder: MailFolder;
  path: string;
}

/** A mailbox can have thousands, with long paths. */
const foldPaths = (folders: readonly MailFolder[]): Promise<FoldedFolder[]> =>
  mapInTurns(
    folders,
    ({ path }) => path.length,
    (folder) => ({ folder, path: fold(folder.path) }),
  );

function matchFolders(
  name: string,
  folded: readonly FoldedFolder[],
  top: { id: string; name: string } | undefined,
): MailFolder[] {
  const byId = folded.flatMap(({ folder }) => (folder.id === name ? [folder] : []));
  if (byId.length > 0) return byId;
  const wanted = fold(name);
  const where = (isIt: (path: string) => boolean) =>
    folded.filter(({ path }) => isIt(path)).map(({ folder }) => folder);
  const byPath = where((path) => path === wanted);
  if (byPath.length > 0) return byPath;
  const topPath = top && folded.find(({ folder }) => folder.id === top.id)?.path;
  if (top !== undefined && topPath !== undefined) {
    const localPath = topPath + wanted.slice(top.name.length);
    return where((path) => path === localPath);
  }
  return where((path) => path.endsWith(`/${wanted}`));
}

/** Normalizes a name or path for comparison. */
function fold(name: string): string {
  return normalised(name, "NFKC")
    .toLowerCase()
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("/");
}

function ambiguous(name: string, matches: readonly MailFolder[]): ToolError {
  const shown = matches
    .slice(0, maxNames)
    .map(({ path, id }) => quotedPath(path) + (id.length > maxIdCharacters ? "" : ` (id ${id})`));
  const rest = matches.length > shown.length ? ` and ${matches.length - shown.length} more` : "";
  return new ToolError(
    "invalid_input",
    `folderName: ${matches.length} folders are called "${name}": ${shown.join(", ")}${rest}. Pass the whole path ` +
      "or the id.",
  );
}

function unknown(name: string, { folders, isWhole }: FolderTree, folded: readonly FoldedFolder[]): ToolError {
  const near = nearest(name, folded);
  const all = folders.map(({ path }) => path);
  const top = all.filter((path) => all.length <= maxNames || !path.includes("/")).slice(0, maxNames);
  const more = all.length > top.length ? ` and ${all.length - top.length} more` : "";
  const suggestion =
    near.length > 0
      ? ` Near it are: ${near.map(quotedPath).join(", ")}.`
      : ` There are: ${top.map(quotedPath).join(", ")}${more}.`;
  const bound = isWhole ? "" : ` Only the first ${folders.length} folders were looked at; pass the folder's id.`;
  return new ToolError("not_found", `folderName: this mailbox has no folder "${name}".${suggestion}${bound}`);
}

/** Length of the names that are compared for likeness: a mailbox can have thousands of folders with names of 250. */
const comparedCharacters = 60;

/** The paths with the most similar names, most similar first. */
function nearest(name: string, folded: readonly FoldedFolder[]): string[] {
  const wanted = pairsOf(lastPart(fold(name)));
  return folded
    .map(({ folder, path }) => ({ path: folder.path, likeness: likeness(wanted, pairsOf(lastPart(path))) }))
    .filter(({ likeness }) => likeness > 0.3)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, 5)
    .map(({ path }) => path);
}

const lastPart = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/** The Dice coefficient of two sets of letter pairs. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return (2 * [...one].filter((pair) => other.has(pair)).length) / (one.size + other.size || 1);
}

function pairsOf(name: string): Set<string> {
  const letters = [...` ${name.slice(0, comparedCharacters)} `];
  return new Set(letters.slice(1).map((letter, at) => (letters[at] ?? "") + letter));
}

export interface MailFolder {
  id: string;
  /** The names from the top, such as `Inbox/Projects/Alpha`. Of a very long one only the end, after an ellipsis. */
  path: string;
}

interface FolderTree {
  folders: MailFolder[];
  isWhole: boolean;
}

const $select = "id,displayName,childFolderCount,parentFolderId";
const pageSize = 100;
/** Folders on a page of `delta`, which has no `$top`. */
const largePage = 500;
const maxFolders = 5_000;
const maxRequests = 150;
const requestsAtOnce = 3;
/** Length that a caller's name of a folder may have. Exchange allows 300 levels of folders. */
const maxPathCharacters = 1_000;

/**
 * Lists all folders of a mailbox. `root` is the path of its `mailFolders`. `isWhole` is false if some are missing.
 *
 * The top level, with hidden folders, and `delta`, which lists all levels, are asked for at once
 * (https://learn.microsoft.com/graph/api/mailfolder-delta). What `delta` does not list, or all where Graph refuses it,
 * is listed level by level. Hidden folders inside other folders may be missing: Outlook does not show them either.
 */
export async function listFolders(graph: GraphDoor, root: readonly string[]): Promise<FolderTree> {
  const found = new Map<string, GraphMailFolder>();
  let requests = 0;
  const isOver = () => found.size >= maxFolders || requests >= maxRequests;

  async function list(request: GraphRequest): Promise<GraphMailFolder[]> {
    const listed: GraphMailFolder[] = [];
    requests += 1;
    for await (const { items, next } of linkedPages(graph, { request, itemSchema: graphMailFolder }, undefined)) {
      const present = items.filter((folder) => folder["@removed"] == null);
      for (const folder of present) {
        found.set(folder.id, folder);
        listed.push(folder);
      }
      if (next === undefined || isOver()) break;
      requests += 1;
    }
    return listed;
  }

  const [top, deep] = await Promise.all([list(levelRequest(root)), listByDelta(list, root)]);
  const topIds = new Set(top.map(({ id }) => id));
  for (const { parentFolderId } of top) if (!topIds.has(parentFolderId ?? "")) found.delete(parentFolderId ?? "");
  const listedInside = new Set(deep.map(({ parentFolderId }) => parentFolderId));
  for (;;) {
    const unlisted = [...found.values()].filter(
      ({ id, childFolderCount }) => (childFolderCount ?? 0) > 0 && !listedInside.has(id),
    );
    if (unlisted.length === 0 || isOver()) break;
    for (const { id } of unlisted) listedInside.add(id);
    await mapConcurrently(unlisted, requestsAtOnce, async ({ id }) => {
      if (isOver()) return;
      const inside = await list(levelRequest([...root, id, "childFolders"]));
      for (const folder of inside) found.set(folder.id, { ...folder, parentFolderId: id });
    });
  }
  return {
    folders: withPaths([...top, ...[...found.values()].filter(({ id }) => !topIds.has(id))], topIds),
    isWhole: !isOver(),
  };
}

function levelRequest(path: readonly string[]): GraphRequest {
  return { path, query: { $top: pageSize, includeHiddenFolders: "true", $select }, fromCaller: "id" };
}

async function listByDelta(
  list: (request: GraphRequest) => Promise<GraphMailFolder[]>,
  root: readonly string[],
): Promise<GraphMailFolder[]> {
  const prefer = [`odata.maxpagesize=${largePage}`];
  try {
    return await list({ path: [...root, "delta"], query: { $select }, prefer, fromCaller: "id" });
  } catch (error) {
    if (isRefused(error) || hasCode(error, "invalid_input", "unsupported_type")) return [];
    throw error;
  }
}

/** The folders with their paths. A folder whose parent is not listed is shown as one of the top level. */
function withPaths(folders: readonly GraphMailFolder[], topIds: ReadonlySet<string>): MailFolder[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const paths = new Map<GraphMailFolder, string>();
  function pathOf(folder: GraphMailFolder): string {
    const known = paths.get(folder);
    if (known !== undefined) return known;
    const name = cleanLine(folder.displayName ?? "");
    // Ends loops.
    paths.set(folder, name);
    const parent = topIds.has(folder.id) ? undefined : byId.get(folder.parentFolderId ?? "");
    const whole = parent === undefined ? name : `${pathOf(parent)}/${name}`;
    const path = whole.length > maxPathCharacters ? `…${whole.slice(1 - maxPathCharacters).toWellFormed()}` : whole;
    paths.set(folder, path);
    return path;
  }
  return folders.map((folder) => ({ id: folder.id, path: pathOf(folder) }));
}

/** The folders that Outlook makes, with Graph's name, Outlook's English name, and names in other mail programs. */
const wellKnown: readonly (MailFolder & { aliases: readonly string[] })[] = [
  { id: "inbox", path: "Inbox", aliases: [] },
  { id: "sentitems", path: "Sent Items", aliases: ["sent", "sent mail"] },
  { id: "drafts", path: "Drafts", aliases: [] },
  { id: "deleteditems", path: "Deleted Items", aliases: ["trash"] },
  { id: "archive", path: "Archive", aliases: [] },
  { id: "junkemail", path: "Junk Email", aliases: ["junk", "junk e-mail", "spam"] },
  { id: "outbox", path: "Outbox", aliases: [] },
  { id: "conversationhistory", path: "Conversation History", aliases: [] },
  { id: "clutter", path: "Clutter", aliases: [] },
  { id: "scheduled", path: "Scheduled", aliases: [] },
];
const byName = new Map(
  wellKnown.flatMap(({ id, path }) => [id, path.toLowerCase()].map((name) => [name, { id, path }])),
);
const byAlias = new Map(wellKnown.flatMap(({ id, path, aliases }) => aliases.map((name) => [name, { id, path }])));

/** Finds a folder of Outlook by its name in Graph or in English. Not every mailbox has each of them. */
export function wellKnownFolder(name: string): MailFolder | undefined {
  return byName.get(name.toLowerCase());
}

/** Finds a folder of Outlook by a name that other mail programs have for it. */
function folderByAlias(name: string): MailFolder | undefined {
  return byAlias.get(name.toLowerCase());
}
