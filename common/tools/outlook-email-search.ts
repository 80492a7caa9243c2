import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { mailPermissions, ownMailPermissions } from "./permissions.ts";
import { cursorParameter, detailParameter, maxOffset, periodParameters, textParameter } from "./schemas/parameters.ts";

const person = (who: string) => textParameter(254, `Mail address or name of the ${who}`);

/** Finds messages in one mailbox. */
export const outlookEmailSearch = defineTool({
  name: "outlook_email_search",
  title: "Search Outlook email",
  description:
    "Email messages in Outlook, by text, sender, recipient, folder and date. " +
    "Searches all folders of the user's own mailbox by default. " +
    "Newest first; read_resource gives a whole message, its pictures and attachments. " +
    "A summary may hold text that the mail hides.",
  firstSentenceJa: "Outlook のメールをテキスト、差出人、宛先、フォルダー、日付で検索します。",
  workload: "outlook",
  permissions: ownMailPermissions,
  needsOf: ({ mailboxOwnerEmail }) => ({ permissions: mailPermissions(mailboxOwnerEmail || undefined) }),

  inputSchema: z.strictObject({
    query: textParameter(
      1_000,
      'KQL: words (all must occur), "a phrase", AND OR NOT, ' +
        "subject: from:me to: cc: body: attachment: hasattachments:true importance:high",
    ),
    sender: person("sender"),
    recipient: person("recipient (to, cc or bcc)"),
    folderName: textParameter(1_000, 'Folder: "Inbox", "Sent Items", any name, path or uri'),
    mailboxOwnerEmail: textParameter(254, "Shared mailbox to search instead, by address or name"),
    ...periodParameters(
      'Received at or after this: "today", "last week" or ISO 8601; today to today is that day',
      "Received before this: friday leaves friday out",
    ),
    order: z.enum(["newest", "oldest"]).optional().describe("By time received; default newest"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(25).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).optional().describe("Hits to skip"),
    cursor: cursorParameter("nextCursor, to go on"),
  }),
});
