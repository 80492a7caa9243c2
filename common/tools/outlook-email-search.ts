import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { mailPermissions, ownMailPermissions } from "./permissions.ts";
import { cursorParameter, dateParameter, detailParameter } from "./schemas/parameters.ts";

const person = (who: string) => z.string().trim().max(254).optional().describe(`Mail address or name of the ${who}`);
/** The largest `offset`. Beyond it, too much would be read again: callers go on with a cursor. */
export const maxOffset = 1_000;

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
  needsOf: ({ mailboxOwnerEmail }) => ({
    workload: "outlook",
    permissions: mailPermissions(mailboxOwnerEmail || undefined),
  }),

  inputSchema: z.strictObject({
    query: z
      .string()
      .trim()
      .max(1_000)
      .optional()
      .describe(
        'KQL: words (all must occur), "a phrase", AND OR NOT, ' +
          "subject: from:me to: cc: body: attachment: hasattachments:true importance:high",
      ),
    sender: person("sender"),
    recipient: person("recipient (to, cc or bcc)"),
    folderName: z
      .string()
      .trim()
      .max(1_000)
      .optional()
      .describe('Folder: "Inbox", "Sent Items", any name, path or uri'),
    mailboxOwnerEmail: z
      .string()
      .trim()
      .max(254)
      .optional()
      .describe("Shared mailbox to search instead, by address or name"),
    afterDateTime: dateParameter().describe(
      'Received at or after this: "today", "last week" or ISO 8601; today to today is that day',
    ),
    beforeDateTime: dateParameter().describe("Received before this: friday leaves friday out"),
    timeZone: z.string().trim().max(60).optional().describe("IANA zone of dates; default the user's"),
    order: z.enum(["newest", "oldest"]).optional().describe("By time received; default newest"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(25).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).optional().describe("Hits to skip"),
    cursor: cursorParameter("nextCursor, to go on"),
  }),
});
