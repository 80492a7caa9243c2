import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { readResource } from "#common/tools/read-resource.ts";
import type { GraphAnswers } from "../fake-context.ts";
import { call, each, type Json, listIn, type Reading, valueAt } from "./reading.ts";

const read = (uri: string, answers: GraphAnswers) => call(readResource, { uri }, { answers });

const types: Readonly<Record<string, string>> = {
  fileAttachment: "file",
  itemAttachment: "item",
  referenceAttachment: "link",
};

const messages: Reading = {
  of: ["mail/message-get/01", "mail/message-get/02", "mail/message-get/03", "mail/eventmessage-get"],
  seen: each((message) => read("mail:///messages/AAMk", (path) => (path.endsWith("AAMk") ? message : { value: [] }))),
  promised: {
    "message/id": "id",
    "message/subject": "subject",
    "message/sender/name": "from/emailAddress/name",
    "message/sender/address": "from/emailAddress/address",
    "message/recipients/*/name": "toRecipients/*/emailAddress/name",
    "message/recipients/*/address": "toRecipients/*/emailAddress/address",
    "message/sentDateTime": "sentDateTime",
    "message/receivedDateTime": "receivedDateTime",
    "message/importance": "importance",
    "message/isRead": "isRead",
    "message/flag/flagStatus": "flag/flagStatus",
    "message/meetingMessageType": "meetingMessageType",
    "message/hasAttachments": "hasAttachments",
    "message/internetMessageId": "internetMessageId",
    "message/conversationId": "conversationId",
    "message/parentFolderId": "parentFolderId",
    "message/webLink": "webLink",
    "body/content": "body/content",
    "body/writtenBy/address": "from/emailAddress/address",
  },
};

const hits: Reading = {
  of: ["mail/user-list-messages"],
  seen: (_messages, example) => listIn(call(outlookEmailSearch, { limit: 25 }, { answers: () => example }), "messages"),
  promised: {
    id: "id",
    subject: "subject",
    sender: "sender/emailAddress/address",
    senderName: "sender/emailAddress/name",
  },
};

/** An attachment is a field of its message, also where its own text can't be read. */
const attachments: Reading = {
  of: [
    "mail/message-list-attachments",
    "mail/eventmessage-list-attachments",
    ...["01", "02", "03", "04", "05"].map((number) => `mail/attachment-get/${number}`),
  ],
  seen: (value) =>
    listIn(
      read("mail:///messages/AAMk", (path) =>
        path.endsWith("AAMk") ? { id: "AAMk", hasAttachments: true } : { value },
      ),
      "message/attachments",
    ),
  promised: {
    id: "id",
    name: "name",
    contentType: "contentType",
    size: "size",
    isInline: "isInline",
    type: (attachment) => types[String(attachment["@odata.type"]).split(".").at(-1) ?? ""],
  },
};

/** The contact, event or message in it, as Graph's `$value` gives it. */
const attachedItems: Reading = {
  of: ["07", "08", "09"].map((number) => `mail/attachment-get/${number}`),
  resourcesIn: (value) => [{ value }],
  seen: each(({ value }) =>
    call(
      readResource,
      { uri: "mail:///messages/AAMk/attachments/AAMkB" },
      {
        answers: () => ({ "@odata.type": "#microsoft.graph.itemAttachment", id: "AAMkB", name: "attached" }),
        download: { bytes: new TextEncoder().encode(String(value)), mediaType: "text/plain" },
      },
    ),
  ),
  promised: { "body/content": "value" },
};

const folder: Reading = {
  of: ["mail/mailfolder-get"],
  seen: each((one) => read("mail:///folders/AAMk", (path) => (path.endsWith("AAMk") ? one : { value: [] }))),
  promised: {
    "mailFolder/id": "id",
    "mailFolder/name": "displayName",
    "mailFolder/totalItemCount": "totalItemCount",
    "mailFolder/unreadItemCount": "unreadItemCount",
  },
};

const topFolders: Reading = {
  of: ["mail/user-list-mailfolders"],
  // They are listed by their names.
  async seen(folders, example) {
    const answer = read("mail:///folders", (path) => (path.endsWith("mailFolders") ? example : { value: [] }));
    const listed = await listIn(answer, "mailFolder/folders");
    return folders.map(({ displayName }) => listed.find((folder) => valueAt(folder, "path") === displayName));
  },
  promised: { id: "id", path: "displayName" },
};

const innerFolders: Reading = {
  of: ["mail/mailfolder-list-childfolders"],
  seen: (_folders, example) => listIn(read("mail:///folders/AAMk", inFolder(example)), "mailFolder/folders"),
  promised: { id: "id", name: "displayName" },
};

function inFolder(children: Json): GraphAnswers {
  return (path) => {
    if (path.endsWith("childFolders")) return children;
    return path.endsWith("messages") ? { value: [] } : { id: "AAMk" };
  };
}

export const mailReadings = [messages, hits, attachments, attachedItems, folder, topFolders, innerFolders];
