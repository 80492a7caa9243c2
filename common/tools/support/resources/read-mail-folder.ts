import { z } from "zod";
import type { ToolContext } from "../../tool-context.ts";
import { graphMailFolder, graphMessage, selectForHits } from "../mail/graph-mail.ts";
import type { ListedFolder } from "../mail/mail-folder-content.ts";
import { listFolders, type MailFolder, wellKnownFolder } from "../mail/mail-folders.ts";
import { mailHitInFolder } from "../mail/mail-hit.ts";
import { inMailbox, mailboxPath, mailPermissions } from "../mail/mailbox.ts";
import { present } from "../present.ts";
import { requirePermission } from "../require-permission.ts";
import { cleanLine } from "../text/clean-text.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceOf, ResourcePart, ResourceReader } from "./resource-reader.ts";
import { formatResourceUri } from "./resource-uri.ts";

const pageSize = 50;
const graphCountedFolder = graphMailFolder.extend({
  totalItemCount: z.number().nullish(),
  unreadItemCount: z.number().nullish(),
});

/** All folders of a mailbox, with the uris by which they are read. */
export const mailFoldersReader: ResourceReader<"mail-folders"> = {
  needs: ({ owner }) => ({ workload: "outlook", permissions: mailPermissions(owner) }),

  async read({ owner }, { graph, grantedScopes }) {
    requirePermission(mailPermissions(owner), grantedScopes);
    const tree = await inMailbox(owner, () => listFolders(graph, [...mailboxPath(owner), "mailFolders"]));
    return {
      mailFolder: { folders: tree.folders.map((folder) => listedFolder(folder, owner)) },
      ...(!tree.isWhole && { incomplete: { reason: `Only the first ${tree.folders.length} folders are listed.` } }),
    };
  },
};

/** One folder of a mailbox: its folders, and its newest messages page by page. */
export const mailFolderReader: ResourceReader<"mail-folder"> = {
  needs: ({ owner }) => ({ workload: "outlook", permissions: mailPermissions(owner) }),

  async read(uri, context, part) {
    const { reduced } = requirePermission(mailPermissions(uri.owner), context.grantedScopes);
    return await inMailbox(uri.owner, () => readFolder(uri, context, { ...part, preview: !reduced }));
  },
};

async function readFolder(
  { folderId, owner }: ResourceOf<"mail-folder">,
  { graph, userDomain }: ToolContext,
  { position, preview }: ResourcePart & { preview: boolean },
): Promise<ResourceContent> {
  const id = wellKnownFolder(folderId)?.id ?? folderId;
  const path = [...mailboxPath(owner), "mailFolders", id];
  const query = { $top: pageSize, $orderby: "receivedDateTime desc", $select: selectForHits({ preview }) };
  const [folder, below, page] = await Promise.all([
    graph.get(
      { path, query: { $select: "id,displayName,childFolderCount,totalItemCount,unreadItemCount" } },
      graphCountedFolder,
    ),
    position === undefined ? listChildren(path, { graph, owner }) : undefined,
    position === undefined
      ? graph.getPage({ path: [...path, "messages"], query }, graphMessage)
      : graph.nextPage(position, graphMessage),
  ]);
  return {
    mailFolder: present({
      id: folder.id,
      name: cleanLine(folder.displayName ?? ""),
      totalItemCount: folder.totalItemCount,
      unreadItemCount: folder.unreadItemCount,
      folders: below,
      messages: page.items.map((message, offset) => mailHitInFolder(message, { owner, offset, userDomain })),
    }),
    ...(page.nextLink !== undefined && {
      nextPosition: page.nextLink,
      incomplete: { reason: `${page.items.length} messages are listed here, newest first; go on with nextCursor.` },
    }),
  };
}

async function listChildren(
  path: readonly string[],
  { graph, owner }: Pick<ToolContext, "graph"> & { owner: string | undefined },
): Promise<ListedFolder[]> {
  const query = { $top: 100, includeHiddenFolders: "true", $select: "id,displayName,childFolderCount" };
  const { items } = await graph.getPage({ path: [...path, "childFolders"], query }, graphMailFolder);
  return items.map(({ id, displayName }) => listedFolder({ id, path: cleanLine(displayName ?? "") }, owner));
}

function listedFolder({ id, path }: MailFolder, owner: string | undefined): ListedFolder {
  return { uri: formatResourceUri({ kind: "mail-folder", folderId: id, owner }), id, path };
}
