import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { chatMessageSearch } from "#common/tools/chat-message-search.ts";
import { parseResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import { rangeFields, rangeShape, readPastRange, shownRangeShape } from "#workers/tools/dates/date-range.ts";
import { detailOf, searchCursorSchema, unshown } from "#workers/tools/paging/search-cursor.ts";
import { walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { checkMailAddress, personMeant } from "#workers/tools/person.ts";
import { chatVocabulary, checkKql, tokeniseKql } from "#workers/tools/query/check-kql.ts";
import { type CheckedKql, checkedKqlSchema } from "#workers/tools/query/kql.ts";
import { shownFields, trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { scanStateSchema } from "./scan-chats.ts";

/** A parsed search. Part of sealed cursors. */
const chatQuerySchema = z.object({
  /** Undefined if any text matches. */
  kql: checkedKqlSchema.optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  ...rangeShape,
  /** The only chat to search in. */
  chatId: z.string().optional(),
  /** The only channel to search in. */
  channelId: z.string().optional(),
  shown: z.object(shownRangeShape).optional(),
});
export type ChatQuery = z.infer<typeof chatQuerySchema>;

export type ChatSearchInput = z.output<typeof chatMessageSearch.inputSchema>;

/** Validates the parameters of a chat search. Rejects with `invalid_input`. */
export async function readChatQuery(
  input: ChatSearchInput,
  context: Pick<ToolContext, "now" | "timeZone" | "ownAddresses" | "userId">,
): Promise<ChatQuery> {
  const text = trimmed(input.query) ?? "*";
  const kql = text === "*" ? undefined : await withOneself(checkKql(text, chatVocabulary), context);
  const { range, shownRange } = rangeFields(await readPastRange(input, context));
  return withoutEmpty({
    kql,
    sender: checkedPerson(await personMeant(input.sender, context), "sender"),
    recipient: checkedPerson(await personMeant(input.recipient, context), "recipient"),
    ...range,
    ...placeNamed(trimmed(input.chatUri)),
    shown: shownRange,
  });
}

/** The chat or channel of a uri, which may be that of a message in it. @throws `invalid_input` */
function placeNamed(uri: string | undefined): Pick<ChatQuery, "chatId" | "channelId"> {
  if (uri === undefined) return {};
  const resource = parseResourceUri(uri);
  if ("chatId" in resource) return { chatId: resource.chatId };
  if ("channelId" in resource) return { channelId: resource.channelId };
  throw new ToolError(
    "invalid_input",
    "chatUri: this is no uri of a chat or channel. Take one from teams_list_chats, teams_list_channels or a hit.",
  );
}

/** The query with the user's address, and in `mentions` the id, in place of "me". */
async function withOneself(
  kql: CheckedKql,
  { ownAddresses, userId }: Pick<ToolContext, "ownAddresses" | "userId">,
): Promise<CheckedKql> {
  const own = withValue(kql, ["mentions"], userId.replaceAll("-", ""));
  if (withValue(own, ["from", "to"], "") === own) return own;
  const [address] = await ownAddresses();
  return address === undefined ? own : withValue(own, ["from", "to"], address);
}

/** The query with this value in place of "me" in each restriction of these properties. */
function withValue(kql: CheckedKql, properties: readonly string[], value: string): CheckedKql {
  const tokens = tokeniseKql(kql, chatVocabulary);
  return tokens.reduceRight((text, token) => {
    if (token.kind !== "restriction" || !properties.includes(token.property)) return text;
    const [whole, begin] = /^(.*?[:=])"?me"?$/is.exec(token.text) ?? [];
    if (whole === undefined) return text;
    return text.slice(0, token.at) + begin + value + text.slice(token.at + whole.length);
  }, kql as string) as CheckedKql;
}

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
export function shownQuery({ sender, recipient, chatId, channelId, shown }: ChatQuery, kql: string | undefined) {
  if (shown === undefined) return undefined;
  const place = chatId ? "one chat" : channelId && "one channel";
  return withoutEmpty({ kql, sender, recipient, in: place, after: shown.after, before: shown.before });
}

function checkedPerson(given: string | undefined, parameter: string): string | undefined {
  return given?.includes("@") ? checkMailAddress(given, parameter) : given;
}

export const chatSearchSchema = searchCursorSchema({
  query: chatQuerySchema,
  progress: z.discriminatedUnion("in", [
    z.strictObject({ in: z.literal("ranking"), walk: walkStateSchema(z.number().int().nonnegative()) }),
    z.strictObject({ in: z.literal("chats"), walk: walkStateSchema(scanStateSchema) }),
    /** The list of chats, with Chat.ReadBasic alone. */
    z.strictObject({ in: z.literal("list"), walk: walkStateSchema(z.string()) }),
  ]),
});
export type ChatSearch = z.infer<typeof chatSearchSchema>;

/** The cursor by which a search goes on from this progress. */
export function chatCursor(search: ChatSearch, progress: ChatSearch["progress"], { cursor }: ToolContext): string {
  const query = unshown(search.query, shownFields(detailOf(search)));
  return cursor.seal({ ...search, query, progress }, chatSearchSchema);
}
