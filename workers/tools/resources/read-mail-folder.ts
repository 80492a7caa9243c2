import { cleanLine } from "#workers/text/clean-text.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { numbers } from "#workers/tools/graph-values.ts";
import { type GraphMailFolder, graphMailFolder, graphMessage, selectForHits } from "#workers/tools/mail/graph-mail.ts";
import { findFolderByName, listFolders, type MailFolder, wellKnownFolder } from "#workers/tools/mail/mail-folders.ts";
import { mailHit } from "#workers/tools/mail/mail-hit.ts";
import { inGrantedMailbox, mailboxPath } from "#workers/tools/mail/mailbox.ts";
import { hasCode } from "#workers/tools/optional-request.ts";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { GraphPage, GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent, ResourceOf, ResourcePart, ResourceReader } from "./resource-content.ts";

const pageSize = 40;
/** Folders per page in the list of a mailbox, and in a folder, where messages are listed too. */
const foldersAtOnce = 60;
const foldersInside = 20;
const graphCountedFolder = graphMailFolder.extend(numbers("totalItemCount", "unreadItemCount"));

/**
 * Reads the list of a mailbox's folders by path, page by page. A page starts after the last folder of the previous one,
 * wherever that is now.
 */
export const readMailFolders: ResourceReader<"mail-folders"> = async (
  { owner },
  { graph, grantedScopes },
  { position },
) => {
  const root = [...mailboxPath(owner), "mailFolders"];
  const tree = await inGrantedMailbox(owner, { grantedScopes }, () => listFolders(graph, root));
  const last = position === undefined ? undefined : placeOf(position);
  const left = tree.folders.filter((folder) => last === undefined || byPath(folder, last) > 0).toSorted(byPath);
  const shown = left.slice(0, foldersAtOnce);
  const isAll = shown.length === left.length;
  return {
    mailFolder: { folders: shown.map((folder) => ({ ...namedFolder(folder.id, owner), path: folder.path })) },
    listed: { things: "folders", order: "by path" },
    ...(!isAll && { nextPosition: positionOf(shown.at(-1)) }),
    gaps: [!tree.isWhole && `Only the first ${tree.folders.length} folders were looked for.`],
  };
};

/**
 * Reads a folder of a mailbox by its id or a well-known name: its folders, and its newest messages page by page. A
 * mailbox without that folder can have another of the same name.
 */
export const readMailFolder: ResourceReader<"mail-folder"> = (uri, context, part) =>
  inGrantedMailbox(uri.owner, context, async (reduced) => {
    const ofFolder = { ...part, preview: reduced === undefined };
    const known = wellKnownFolder(uri.folderId);
    if (known === undefined) return await readFolder(uri, context, ofFolder);
    try {
      return await readFolder({ ...uri, folderId: known.id }, context, ofFolder);
    } catch (error) {
      if (!hasCode(error, "not_found")) throw error;
      const found = await findFolderByName(known.path, { graph: context.graph, mailbox: mailboxPath(uri.owner) });
      if (found.id === known.id) throw error;
      return await readFolder({ ...uri, folderId: found.id }, context, ofFolder);
    }
  });

async function readFolder(
  { folderId, owner }: ResourceOf<"mail-folder">,
  { graph, userDomain, clock: askClock }: ToolContext,
  { position, preview }: ResourcePart & { preview: boolean },
): Promise<ResourceContent> {
  const path = [...mailboxPath(owner), "mailFolders", folderId];
  const query = {
    $top: pageSize,
    $orderby: "receivedDateTime desc",
    $select: selectForHits({ preview, isFull: false }),
  };
  const [folder, below, page, clock] = await Promise.all([
    graph.get(
      {
        path,
        query: { $select: "id,displayName,childFolderCount,totalItemCount,unreadItemCount" },
        fromCaller: "id",
      },
      graphCountedFolder,
    ),
    position === undefined ? listChildren(path, graph) : undefined,
    pageAt(
      graph,
      { request: { path: [...path, "messages"], query, fromCaller: "id" }, itemSchema: graphMessage },
      position,
    ),
    askClock(),
  ]);
  const allFolders = formatResourceUri({ kind: "mail-folders", owner });
  // Hits of a list are short, of which a page has fifty, and have no offset.
  const shown = { owner, folderId, userDomain, clock, fields: shownFields(undefined), offset: 0 };
  return {
    mailFolder: withoutEmpty({
      name: cleanLine(folder.displayName ?? ""),
      totalItemCount: folder.totalItemCount,
      unreadItemCount: folder.unreadItemCount,
      folders: below?.items.map(({ id, displayName }) => ({
        ...namedFolder(id, owner),
        name: cleanLine(displayName ?? ""),
      })),
      messages: page.items.map((message) => mailHit(message, shown)),
    }),
    listed: { things: "folders and messages" },
    nextPosition: page.nextLink,
    gaps: [
      below?.nextLink !== undefined &&
        `Only the first ${below.items.length} folders inside are listed; ${allFolders} has all.`,
    ],
  };
}

function listChildren(path: readonly string[], graph: ToolContext["graph"]): Promise<GraphPage<GraphMailFolder>> {
  const query = { $top: foldersInside, includeHiddenFolders: "true", $select: "id,displayName,childFolderCount" };
  const request: GraphRequest = { path: [...path, "childFolders"], query, fromCaller: "id" };
  return pageAt(graph, { request, itemSchema: graphMailFolder }, undefined);
}

/** A shared collator, because thousands of folders are compared. */
const { compare } = new Intl.Collator("en");
const byPath = (one: MailFolder, other: MailFolder) => compare(one.path, other.path) || compare(one.id, other.id);

/** Neither ids nor paths contain line ends. */
const positionOf = (folder: MailFolder | undefined) => folder && `${folder.id}\n${folder.path}`;

function placeOf(position: string): MailFolder {
  const [id = "", path = ""] = position.split("\n");
  return { id, path };
}

const namedFolder = (id: string, owner: string | undefined) => ({
  uri: formatResourceUri({ kind: "mail-folder", folderId: id, owner }),
});
