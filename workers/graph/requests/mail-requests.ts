import { type RequestRow, rowsWith } from "./known-request.ts";

const mail = "Mail.Read or Mail.ReadBasic; of others Mail.Read.Shared";
const mailWithText = "Mail.Read; of others Mail.Read.Shared";

const messageRequests = rowsWith({ permission: mailWithText }, [
  {
    purpose: "a message",
    path: "{mailbox}/messages/{message}",
    query: ["$select"],
    permission: mail,
    page: "api/message-get",
    missing: "the body, with Mail.ReadBasic alone; the whole message may be refused then",
    fallback: "`incomplete`; the refusal names Mail.Read",
  },
  {
    purpose: "what is attached to a message",
    path: "{mailbox}/messages/{message}/attachments",
    query: ["$select"],
    page: "api/message-list-attachments",
    missing: "pictures of the text don't count in `hasAttachments`",
    fallback: "asked for where the text has pictures too",
  },
  {
    purpose: "the name and size of an attachment",
    path: "{mailbox}/messages/{message}/attachments/{attachment}",
    query: ["$select"],
    page: "api/attachment-get",
    missing: "content type",
    fallback: "the type is recognised from the bytes",
  },
  {
    purpose: "the bytes of an attachment",
    path: "{mailbox}/messages/{message}/attachments/{attachment}/$value",
    page: "api/attachment-get",
    missing: "a link to a file has no bytes",
    fallback: "they are not asked for, and `incomplete` says how to find the file",
  },
]);

/** The same below a folder of another's mailbox, by default the Inbox, which may share no more. */
const sharedFolderRequests = messageRequests.map((row) => ({
  ...row,
  purpose: `${row.purpose}, where another's mailbox refuses it outside its folder`,
  path: row.path
    .replace("{mailbox}", "users/{sharedMailbox}/mailFolders/{sharedFolder}")
    .replace("{message}", "{sharedMessage}")
    .replace("{attachment}", "{sharedAttachment}"),
  permission: "Mail.Read.Shared",
}));

export const mailRequests: readonly RequestRow[] = [
  ...rowsWith({ tools: ["outlook_email_search", "read_resource"], permission: mail }, [
    {
      purpose:
        "messages of a mailbox, by text or conditions; those of a conversation with their attachments' names; one " +
        "that has moved, by the second of its receipt",
      path: "{mailbox}/messages",
      query: ["$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$top"],
      permission: `${mail}; \`$search\` needs Mail.Read`,
      page: "api/user-list-messages",
      missing:
        "hits of a sender's filter, by alias or in the own domain; `$search` may end before all hits, and its ids " +
        "change when a message moves; of a shared mailbox one folder alone may be readable; a conversation may be " +
        "too large",
      fallback:
        "the sender by `$search`; on below the oldest hit, or `incomplete`; by the time of its receipt; the inbox " +
        "alone, and said so; fewer messages, then without bodies, and said so",
    },
    {
      purpose: "messages of a folder, also those of a conversation where another's mailbox shares no more",
      path: "{mailbox}/mailFolders/{folder}/messages",
      query: ["$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$top"],
      permission: `${mail}; \`$search\` needs Mail.Read`,
      page: "api/mailfolder-list-messages",
      missing: "a well-known name that this mailbox does not have",
      fallback: "the folder by its name",
    },
    {
      purpose: "all folders at once, to list them or to find one by its name or path",
      path: "{mailbox}/mailFolders/delta",
      query: ["$select"],
      page: "api/mailfolder-delta",
      missing: "hidden folders; the whole, where Graph refuses it",
      fallback: "level by level",
    },
    {
      purpose: "the folders of the top level, to list them or to find one by its name or path",
      path: "{mailbox}/mailFolders",
      query: ["$select", "$top", "includeHiddenFolders"],
      page: "api/user-list-mailfolders",
      missing: "the whole, where another's mailbox shares only some of its folders",
      fallback: "a name that can be an id is taken as one",
    },
    {
      purpose: "a folder's own name and counts, and the id of Deleted Items",
      path: "{mailbox}/mailFolders/{folder}",
      query: ["$select"],
      page: "api/mailfolder-get",
      missing: "a well-known name that this mailbox does not have",
      fallback: "the folder by its name",
    },
    {
      purpose: "folders in a folder",
      path: "{mailbox}/mailFolders/{folder}/childFolders",
      query: ["$select", "$top", "includeHiddenFolders"],
      page: "api/mailfolder-list-childfolders",
    },
  ]),
  ...messageRequests,
  ...sharedFolderRequests,
];
