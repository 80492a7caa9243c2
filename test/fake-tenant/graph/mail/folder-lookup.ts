import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { StoredFolder } from "#test/fake-tenant/data/mail-types.ts";
import type { Mailbox } from "#test/fake-tenant/data/mailbox.ts";
import { itemNotFound, malformedId } from "#test/fake-tenant/graph/graph-refusal.ts";

/** The folder of an id or well-known name; a well-formed stranger is 404, anything else 400. */
export function folderOf(mailbox: Mailbox, idOrName: string): StoredFolder {
  const folder = mailbox.folder(idOrName);
  if (folder !== undefined) return folder;
  throw looksLikeExchangeId(idOrName) ? itemNotFound() : malformedId();
}
