import { z } from "zod";
import { graphIdOf } from "#test/fake-tenant/data/exchange-ids.ts";
import { workingHoursOf } from "#test/fake-tenant/graph/calendar/get-schedule.ts";
import {
  type GraphCall,
  type GraphResult,
  type GraphRoute,
  readJsonBody,
  readRoutes,
} from "#test/fake-tenant/graph/graph-call.ts";
import { accessDenied, badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { getAttachment, getAttachmentBytes, listAttachments } from "./attachment-routes.ts";
import { getFolder, listChildFolders, listFolderChanges, listFolders } from "./folder-routes.ts";
import { openMailbox } from "./mailbox-access.ts";
import { getMessage, getMime, listFolderMessages, listMessages } from "./message-routes.ts";

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

const idTypes = ["entryId", "ewsId", "immutableEntryId", "restId", "restImmutableEntryId"] as const;
const requestBody = z.strictObject({
  inputIds: z.array(z.string()).min(1).max(1000),
  sourceIdType: z.enum(idTypes),
  targetIdType: z.enum(idTypes),
});

/** POST .../translateExchangeIds: from one form of a message's id to another; ids that nobody knows are left out. */
function translateIds(call: GraphCall): GraphResult {
  const { mailbox } = openMailbox(call);
  const parsed = requestBody.safeParse(readJsonBody(call.request.body));
  if (!parsed.success) throw badRequest("The request body does not fit the action 'translateExchangeIds'.");
  const { inputIds, targetIdType } = parsed.data;
  const value = inputIds.flatMap((sourceId) => {
    const message = mailbox.message(sourceId) ?? mailbox.message(graphIdOf(sourceId));
    if (message === undefined) return [];
    const targetId = targetIdType === "restImmutableEntryId" ? message.immutableId : message.id;
    return [{ sourceId, targetId }];
  });
  return answer(call, "Collection(microsoft.graph.convertIdResult)", { value });
}

function ownerOf({ caller: { user, scopes } }: GraphCall): UserRecord {
  if (!scopes.has("MailboxSettings.Read") || !user.hasMailbox) throw accessDenied();
  return user;
}

/** GET /me/mailboxSettings: the zone and language of one's own mailbox, with MailboxSettings.Read. */
function getMailboxSettings(call: GraphCall): GraphResult {
  const user = ownerOf(call);
  return answer(call, `users('${user.id}')/mailboxSettings`, {
    timeZone: user.timeZone,
    language: { locale: user.preferredLanguage, displayName: user.preferredLanguage },
    workingHours: workingHoursOf(user, call.world),
    dateFormat: "yyyy/MM/dd",
    timeFormat: "H:mm",
  });
}

/** GET /me/mailboxSettings/timeZone: the zone alone. */
function getMailboxTimeZone(call: GraphCall): GraphResult {
  const user = ownerOf(call);
  return answer(call, `users('${user.id}')/mailboxSettings/timeZone`, { value: user.timeZone });
}
