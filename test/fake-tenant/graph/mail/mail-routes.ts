import { type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { getAttachment, getAttachmentBytes, listAttachments } from "./attachment-routes.ts";
import { listFolderChanges } from "./folder-delta.ts";
import { getFolder, listChildFolders, listFolders } from "./folder-routes.ts";
import { getMailboxSettings, getMailboxTimeZone } from "./mailbox-settings.ts";
import { getMessage, getMime, listFolderMessages, listMessages } from "./message-routes.ts";
import { translateIds } from "./translate-ids.ts";

const handlers: Record<string, GraphRoute["handle"]> = {
  messages: listMessages,
  "messages/:message": getMessage,
  "messages/:message/$value": getMime,
  "messages/:message/attachments": listAttachments,
  "messages/:message/attachments/:attachment": getAttachment,
  "messages/:message/attachments/:attachment/$value": getAttachmentBytes,
  mailFolders: listFolders,
  "mailFolders/delta": listFolderChanges,
  "mailFolders/:folder": getFolder,
  "mailFolders/:folder/childFolders": listChildFolders,
  "mailFolders/:folder/messages": listFolderMessages,
  "mailFolders/:folder/messages/:message": getMessage,
  "mailFolders/:folder/messages/:message/attachments": listAttachments,
  "mailFolders/:folder/messages/:message/attachments/:attachment": getAttachment,
  "mailFolders/:folder/messages/:message/attachments/:attachment/$value": getAttachmentBytes,
};

/** Mail, under the caller's own mailbox and under a named one. */
export const mailRoutes: readonly GraphRoute[] = [
  ...readRoutes(handlers, "me/", "users/:user/"),
  { method: "GET", path: "me/mailboxSettings", handle: getMailboxSettings },
  { method: "GET", path: "me/mailboxSettings/timeZone", handle: getMailboxTimeZone },
  { method: "POST", path: "me/translateExchangeIds", handle: translateIds },
];
