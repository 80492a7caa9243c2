import { ToolError } from "#common/errors.ts";
import { normalised } from "#common/text.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { quotedPath } from "#workers/text/short-text.ts";
import { createTextTurns } from "#workers/text/text-turns.ts";
import { isRefused } from "#workers/tools/optional-request.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { graphMailFolder } from "./graph-mail.ts";
import { type FolderTree, listFolders, type MailFolder } from "./list-mail-folders.ts";
import { folderByAlias, wellKnownFolder } from "./well-known-folders.ts";

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
  /** Its path, as of `fold`. */
  path: string;
}

/** A mailbox can have thousands, with long paths. */
async function foldPaths(folders: readonly MailFolder[]): Promise<FoldedFolder[]> {
  const takeTurn = createTextTurns();
  const folded: FoldedFolder[] = [];
  for (const folder of folders) {
    await takeTurn(folder.path.length);
    folded.push({ folder, path: fold(folder.path) });
  }
  return folded;
}

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

/** Of a name, for likeness: a mailbox can have thousands of folders with names of 250. */
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
