import { briefPerson } from "#workers/tools/mail/graph-mail.ts";
import type { GraphAnswers } from "../fake-context.ts";
import { call, each, type Json, listIn, type Reading, read, timeOf, unless, valueAt } from "./reading.ts";

/** A person, where the name says more than the address. */
function nameBeside(recipient: unknown): unknown {
  const [name, address] = ["name", "address"].map((field) => String(valueAt(recipient, `emailAddress/${field}`) ?? ""));
  return typeof briefPerson({ name: name ?? "", address: address ?? "" }) === "string" ? undefined : name;
}
const addressOf = (recipient: unknown) => valueAt(recipient, "emailAddress/address");

/** The kinds of attachments that are named: a file is the usual one. */
const types: Readonly<Record<string, string>> = { itemAttachment: "item", referenceAttachment: "link" };

const messages: Reading = {
  of: ["mail/message-get/01", "mail/message-get/03", "mail/eventmessage-get"],
  seen: each((message) => read("mail:///messages/AAMk", (path) => (path.endsWith("AAMk") ? message : { value: [] }))),
  promised: {
    "message/subject": "subject",
    "message/sender": "from/emailAddress/address",
    "message/senderName": ({ from }) => nameBeside(from),
    "message/recipients": ({ toRecipients }) =>
      [toRecipients ?? []].flat().map((one) => {
        const name = nameBeside(one);
        return name === undefined ? addressOf(one) : { name, address: addressOf(one) };
      }),
    "message/receivedDateTime": ({ receivedDateTime }) => timeOf(receivedDateTime),
    "message/isRead": ({ isRead }) => unless(true, isRead),
    "message/meetingMessageType": "meetingMessageType",
    "message/webLink": "webLink",
    "body/content": "body/content",
  },
};

const hits: Reading = {
  of: ["mail/user-list-messages"],
  seen: (_messages, example) =>
    listIn(call("outlook_email_search", { limit: 25 }, { answers: () => example }), "messages"),
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
    uri: ({ id }) => `mail:///messages/AAMk/attachments/${encodeURIComponent(String(id))}`,
    name: "name",
    contentType: ({ name, contentType }) => (/\.\w+$/.test(String(name)) ? undefined : contentType),
    size: "size",
    isInline: ({ isInline }) => unless(false, isInline),
    type: (attachment) => types[String(attachment["@odata.type"]).split(".").at(-1) ?? ""],
  },
};

/** The contact, event or message in it, as Graph's `$value` gives it. */
const attachedItems: Reading = {
  of: ["07", "08", "09"].map((number) => `mail/attachment-get/${number}`),
  resourcesIn: (value) => [{ value }],
  seen: each(({ value }) =>
    call(
      "read_resource",
      { uri: "mail:///messages/AAMk/attachments/AAMkB" },
      {
        answers: () => ({ "@odata.type": "#microsoft.graph.itemAttachment", id: "AAMkB", name: "attached" }),
        download: { bytes: new TextEncoder().encode(String(value)), mediaType: "text/plain" },
      },
    ),
  ),
  promised: { "body/content": "value" },
};

const uriOfFolder = ({ id }: Json) => `mail:///folders/${encodeURIComponent(String(id))}`;

const folder: Reading = {
  of: ["mail/mailfolder-get"],
  seen: each((one) => read("mail:///folders/AAMk", (path) => (path.endsWith("AAMk") ? one : { value: [] }))),
  promised: {
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
  promised: { uri: uriOfFolder, path: "displayName" },
};

const innerFolders: Reading = {
  of: ["mail/mailfolder-list-childfolders"],
  seen: (_folders, example) => listIn(read("mail:///folders/AAMk", inFolder(example)), "mailFolder/folders"),
  promised: { uri: uriOfFolder, name: "displayName" },
};

function inFolder(children: Json): GraphAnswers {
  return (path) => {
    if (path.endsWith("childFolders")) return children;
    return path.endsWith("messages") ? { value: [] } : { id: "AAMk" };
  };
}

export const mailReadings = [messages, hits, attachments, attachedItems, folder, topFolders, innerFolders];
