import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { type DateRangeInput, readPastRange } from "#workers/tools/dates/date-range.ts";
import { personMeant } from "#workers/tools/person-meant.ts";
import { checkKql } from "#workers/tools/query/check-kql.ts";
import { literalWords } from "#workers/tools/query/kql.ts";
import { checkMailAddress } from "#workers/tools/text/mail-address.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { trimmed } from "#workers/tools/without-empty.ts";
import { findMailFolder } from "./mail-folders.ts";
import { howToNameFolder, inMailbox, mailboxPath } from "./mailbox.ts";

/** A parsed search, with folders and dates resolved. Part of sealed cursors. */
export const mailQuerySchema = z.object({
  owner: z.string().optional(),
  folder: z.object({ id: z.string(), path: z.string() }).optional(),
  kql: z.string().optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  /** Received at or after this time, in Unix milliseconds. */
  afterMs: z.number().optional(),
  /** Received before this time, in Unix milliseconds. */
  beforeMs: z.number().optional(),
  order: z.enum(["newest", "oldest"]),
  /** The sender's address is searched for, because the exact filter found nothing. */
  senderBySearch: z.boolean().optional(),
  /** `kql` has the words of Chinese, Japanese and Korean text apart, because they are nowhere in a row. */
  areWordsApart: z.boolean().optional(),
  /** The mailbox as a whole can't be read, so its Inbox is. */
  isInboxOnly: z.boolean().optional(),
  shown: z.object({ after: z.string().optional(), before: z.string().optional() }).optional(),
});
export type MailQuery = z.infer<typeof mailQuerySchema>;

export interface MailQueryInput extends DateRangeInput {
  query?: string | undefined;
  sender?: string | undefined;
  recipient?: string | undefined;
  folderName?: string | undefined;
  mailboxOwnerEmail?: string | undefined;
  order?: "newest" | "oldest" | undefined;
}

/** Validates the parameters of a mail search and resolves folders and dates. @throws `invalid_input` or `not_found` */
export async function readMailQuery(input: MailQueryInput, context: ToolContext): Promise<MailQuery> {
  const owner =
    trimmed(input.mailboxOwnerEmail) && checkMailAddress(input.mailboxOwnerEmail ?? "", "mailboxOwnerEmail");
  const text = trimmed(input.query);
  const kql = text === undefined || text === "*" ? undefined : checkKql(text);
  const { after, before } = await readPastRange(input, context);
  const folderName = trimmed(input.folderName);
  const place = { graph: context.graph, mailbox: mailboxPath(owner) };
  const folder =
    folderName === undefined
      ? undefined
      : await inMailbox(owner, () => findMailFolder(folderName, place), howToNameFolder);
  return {
    owner,
    folder,
    kql,
    sender: checkedPerson(await personMeant(input.sender, context), "sender"),
    recipient: checkedPerson(await personMeant(input.recipient, context), "recipient"),
    afterMs: after?.unixMs,
    beforeMs: before?.unixMs,
    order: input.order ?? "newest",
    shown: { after: after?.interpretation, before: before?.interpretation },
  };
}

function checkedPerson(value: string | undefined, parameter: string): string | undefined {
  if (value !== undefined && literalWords(value) === "") {
    throw new ToolError("invalid_input", `${parameter}: "${value}" has no letters to search for.`);
  }
  return value;
}
