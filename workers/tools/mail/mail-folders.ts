import { ToolError } from "#common/errors.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { graphMailFolder } from "./graph-mail.ts";

export interface MailFolder {
  id: string;
  /** The names from the top, such as `Inbox/Projects/Alpha`. */
  path: string;
}

/** The folders that every mailbox has, with Graph's name, Outlook's English name, and names in other mail programs. */
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

/** Finds a folder of every mailbox by its name in Graph or Outlook. */
export function wellKnownFolder(name: string): MailFolder | undefined {
  return byName.get(name.toLowerCase());
}

const pageSize = 100;
/** Limits on listing a mailbox's folders. */
const maxFolders = 5_000;
const maxRequests = 150;
const requestsAtOnce = 3;

export interface FolderTree {
  folders: MailFolder[];
  isWhole: boolean;
}

/**
 * Finds a folder by a well-known name, a display name at any depth, a path such as `Inbox/A/B`, or an id. Names of
 * other mail programs, such as "spam", apply if no folder has them. Rejects with `invalid_input` if several folders
 * match, `not_found` if none does.
 */
export async function findMailFolder(
  name: string,
  { graph, mailbox }: { graph: GraphDoor; mailbox: readonly string[] },
): Promise<MailFolder> {
  const known = wellKnownFolder(name);
  if (known) return known;
  const tree = await listFolders(graph, [...mailbox, "mailFolders"]);
  const matches = await matchFolders(name, tree.folders, { graph, mailbox });
  const [match, ...others] = matches;
  if (match && others.length === 0) return match;
  if (match) throw ambiguous(name, matches);
  const meant = byAlias.get(fold(name));
  if (meant) return meant;
  throw unknown(name, tree);
}

async function matchFolders(
  name: string,
  folders: readonly MailFolder[],
  { graph, mailbox }: { graph: GraphDoor; mailbox: readonly string[] },
): Promise<MailFolder[]> {
  const byId = folders.filter(({ id }) => id === name);
  if (byId.length > 0) return byId;
  const wanted = fold(name);
  const byPath = folders.filter(({ path }) => fold(path) === wanted);
  if (byPath.length > 0) return byPath;
  const [above = ""] = wanted.split("/", 1);
  const top = byName.get(above) ?? byAlias.get(above);
  if (top && wanted.includes("/")) {
    // Display names of well-known folders depend on the mailbox's language.
    const { id } = await graph.get(
      { path: [...mailbox, "mailFolders", top.id], query: { $select: "id,displayName" } },
      graphMailFolder,
    );
    const localTop = folders.find((folder) => folder.id === id);
    const localPath = localTop && fold(localTop.path) + wanted.slice(above.length);
    return folders.filter(({ path }) => fold(path) === localPath);
  }
  return folders.filter(({ path }) => fold(path).endsWith(`/${wanted}`));
}

/**
 * Lists all folders of a mailbox level by level. `isWhole` is false if some are missing. `root` is the path of its
 * `mailFolders`.
 */
export async function listFolders(graph: GraphDoor, root: readonly string[]): Promise<FolderTree> {
  const folders: MailFolder[] = [];
  let requests = 0;
  let level: { path: readonly string[]; above: string }[] = [{ path: root, above: "" }];

  async function list({ path, above }: { path: readonly string[]; above: string }) {
    const below: typeof level = [];
    const query = { $top: pageSize, includeHiddenFolders: "true", $select: "id,displayName,childFolderCount" };
    requests += 1;
    let page = await graph.getPage({ path, query }, graphMailFolder);
    for (;;) {
      for (const folder of page.items) {
        const own = above + cleanLine(folder.displayName ?? "");
        folders.push({ id: folder.id, path: own });
        if ((folder.childFolderCount ?? 0) > 0) {
          below.push({ path: [...root, folder.id, "childFolders"], above: `${own}/` });
        }
      }
      if (page.nextLink === undefined || isOver()) return below;
      requests += 1;
      page = await graph.nextPage(page.nextLink, graphMailFolder);
    }
  }
  function isOver(): boolean {
    return folders.length >= maxFolders || requests >= maxRequests;
  }

  while (level.length > 0 && !isOver()) {
    const batch = level.slice(0, requestsAtOnce);
    const below = await Promise.all(batch.map(list));
    level = [...level.slice(requestsAtOnce), ...below.flat()];
  }
  return { folders, isWhole: !isOver() };
}

/** Normalizes a name or path for comparison. */
function fold(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("/");
}

function ambiguous(name: string, matches: readonly MailFolder[]): ToolError {
  const shown = matches.slice(0, 10).map(({ path, id }) => `"${path}" (id ${id})`);
  const rest = matches.length > shown.length ? ` and ${matches.length - shown.length} more` : "";
  return new ToolError(
    "invalid_input",
    `folderName: ${matches.length} folders are called "${name}": ${shown.join(", ")}${rest}. Pass the whole path ` +
      "or the id.",
  );
}

function unknown(name: string, { folders, isWhole }: FolderTree): ToolError {
  const near = nearest(name, folders);
  const suggestion = near.length > 0 ? ` Near it are: ${near.map((path) => `"${path}"`).join(", ")}.` : "";
  const bound = isWhole ? "" : ` Only the first ${folders.length} folders were looked at; pass the folder's id.`;
  return new ToolError("not_found", `folderName: this mailbox has no folder "${name}".${suggestion}${bound}`);
}

/** The paths with the most similar names, most similar first. */
function nearest(name: string, folders: readonly MailFolder[]): string[] {
  const wanted = pairsOf(fold(name.slice(name.lastIndexOf("/") + 1)));
  return folders
    .map(({ path }) => ({ path, likeness: likeness(wanted, pairsOf(fold(path.slice(path.lastIndexOf("/") + 1)))) }))
    .filter(({ likeness }) => likeness > 0.3)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, 5)
    .map(({ path }) => path);
}

/** The Dice coefficient of two sets of letter pairs. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return (2 * [...one].filter((pair) => other.has(pair)).length) / (one.size + other.size || 1);
}

function pairsOf(name: string): Set<string> {
  const letters = [...` ${name} `];
  return new Set(letters.slice(1).map((letter, at) => (letters[at] ?? "") + letter));
}
