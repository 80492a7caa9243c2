import { looksLikeExchangeId } from "../../data/exchange-ids.ts";
import type { StoredFolder } from "../../data/mail-types.ts";
import type { Mailbox } from "../../data/mailbox.ts";
import { itemNotFound, malformedId } from "../graph-refusal.ts";

/** The folder of an id or well-known name; a well-formed stranger is 404, anything else 400. */
export function folderOf(mailbox: Mailbox, idOrName: string): StoredFolder {
  const folder = mailbox.folder(idOrName);
  if (folder !== undefined) return folder;
  throw looksLikeExchangeId(idOrName) ? itemNotFound() : malformedId();
}
