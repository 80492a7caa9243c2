import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { rangeFields, rangeShape, readPastRange, shownRangeShape } from "#workers/tools/dates/date-range.ts";
import { addressMeant } from "#workers/tools/people/find-people.ts";
import { personMeant } from "#workers/tools/person.ts";
import { checkKql, mailVocabulary, tokeniseKql } from "#workers/tools/query/check-kql.ts";
import { type CheckedKql, checkedKqlSchema, literalWords } from "#workers/tools/query/kql.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { findMailFolder } from "./mail-folders.ts";
import { howToNameFolder, inMailbox, mailboxPath } from "./mailbox.ts";

/** A parsed search, with folders and dates resolved. Part of sealed cursors. */
export const mailQuerySchema = z.object({
  owner: z.string().optional(),
  folder: z.object({ id: z.string(), path: z.string() }).optional(),
  kql: checkedKqlSchema.optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  ...rangeShape,
  order: z.enum(["newest", "oldest"]),
  /** The sender's address is searched for, because the exact filter found nothing. */
  senderBySearch: z.boolean().optional(),
  /** `kql` has the words of Chinese, Japanese and Korean text apart, because they are nowhere in a row. */
  areWordsApart: z.boolean().optional(),
  /** The mailbox as a whole can't be read, so its Inbox is. */
  isInboxOnly: z.boolean().optional(),
  shown: z.object(shownRangeShape).optional(),
});
export type MailQuery = z.infer<typeof mailQuerySchema>;

/** Validates the parameters of a mail search and resolves folders and dates. @throws `invalid_input` or `not_found` */
export async function readMailQuery(
  input: Omit<z.output<typeof outlookEmailSearch.inputSchema>, "limit">,
  context: ToolContext,
): Promise<MailQuery> {
  const ownerText = trimmed(input.mailboxOwnerEmail);
  const owner = ownerText && (await addressMeant(ownerText, "mailboxOwnerEmail", context));
  const text = trimmed(input.query);
  const kql = text === undefined || text === "*" ? undefined : await withOwnAddress(checkKql(text), context);
  const { range, shownRange } = rangeFields(await readPastRange(input, context));
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
    ...range,
    order: input.order ?? "newest",
    shown: shownRange,
  };
}

const ofOneself = /^([+-]?(?:from|to|cc|bcc|recipients|participants)[:=])"?(?:me|myself)"?$/i;

/** `from:me` is the user's own address, as `sender: "me"` is. */
async function withOwnAddress(kql: CheckedKql, { ownAddresses }: ToolContext): Promise<CheckedKql> {
  const meant = tokeniseKql(kql, mailVocabulary).filter(({ text }) => ofOneself.test(text));
  const [own] = meant.length === 0 ? [] : await ownAddresses();
  if (own === undefined) return kql;
  let whole = "";
  let end = 0;
  for (const { at, text } of meant) {
    whole += kql.slice(end, at) + text.replace(ofOneself, (_, property: string) => `${property}"${own}"`);
    end = at + text.length;
  }
  return (whole + kql.slice(end)) as CheckedKql;
}

function checkedPerson(value: string | undefined, parameter: string): string | undefined {
  if (value !== undefined && literalWords(value) === "") {
    throw new ToolError("invalid_input", `${parameter}: "${value}" has no letters to search for.`);
  }
  return value;
}
