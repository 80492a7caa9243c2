import { cleanLine } from "#workers/text/clean-text.ts";
import { mapConcurrently } from "#workers/tools/map-concurrently.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import { linkedPages } from "#workers/tools/paging/linked-pages.ts";
import type { GraphDoor, GraphRequest } from "#workers/tools/tool-context.ts";
import { type GraphMailFolder, graphMailFolder } from "./graph-mail.ts";

export interface MailFolder {
  id: string;
  /** The names from the top, such as `Inbox/Projects/Alpha`. Of a very long one only the end, after an ellipsis. */
  path: string;
}

export interface FolderTree {
  folders: MailFolder[];
  isWhole: boolean;
}

const $select = "id,displayName,childFolderCount,parentFolderId";
const pageSize = 100;
/** Folders on a page of `delta`, which has no `$top`. */
const largePage = 500;
/** Limits on listing a mailbox's folders. */
const maxFolders = 5_000;
const maxRequests = 150;
const requestsAtOnce = 3;
/** As long as a caller's name of a folder may be. Exchange allows 300 levels of folders. */
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
