import { type GraphCall, type GraphResult, type GraphRoute, readRoutes } from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import { getAttachment, getAttachmentBytes, listAttachments } from "./attachment-routes.ts";
import { getFolder, listChildFolders, listFolderChanges, listFolders } from "./folder-routes.ts";
import { getMessage, listFolderMessages, listMessages } from "./message-routes.ts";

const handlers: Record<string, GraphRoute["handle"]> = {
  messages: listMessages,
  "messages/:message": getMessage,
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
  { method: "GET", path: "me/mailboxSettings/timeZone", handle: getMailboxTimeZone },
];

/** GET /me/mailboxSettings/timeZone: the zone of one's own mailbox, with MailboxSettings.Read. */
function getMailboxTimeZone(call: GraphCall): GraphResult {
  const { user, scopes } = call.caller;
  if (!scopes.has("MailboxSettings.Read") || !user.hasMailbox) throw accessDenied();
  return answer(call, `users('${user.id}')/mailboxSettings/timeZone`, { value: user.timeZone });
}
