import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import type { GraphCall } from "#test/fake-tenant/graph/graph-call.ts";
import { itemNotFound, malformedId } from "#test/fake-tenant/graph/graph-refusal.ts";
import { type MailboxAccess, requireFolder } from "./mailbox-access.ts";

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
