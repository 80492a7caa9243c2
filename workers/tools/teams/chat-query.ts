import { z } from "zod";
import type { Detail } from "#common/tools/schemas/detail-parameter.ts";
import { type DateRangeInput, readPastRange } from "#workers/tools/dates/date-range.ts";
import { personMeant } from "#workers/tools/person-meant.ts";
import { checkKql } from "#workers/tools/query/check-kql.ts";
import { chatVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import { checkMailAddress } from "#workers/tools/text/mail-address.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";

/** A parsed search. Part of sealed cursors. */
export const chatQuerySchema = z.object({
  /** Undefined if any text matches. */
  kql: z.string().optional(),
  sender: z.string().optional(),
  recipient: z.string().optional(),
  /** Written at or after this time, in Unix milliseconds. */
  afterMs: z.number().optional(),
  /** Written before this time, in Unix milliseconds. */
  beforeMs: z.number().optional(),
  shown: z.object({ after: z.string().optional(), before: z.string().optional() }).optional(),
});
export type ChatQuery = z.infer<typeof chatQuerySchema>;

export interface ChatSearchInput extends DateRangeInput {
  query: string;
  sender?: string | undefined;
  recipient?: string | undefined;
  detail?: Detail;
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

/** Validates the parameters of a chat search. Rejects with `invalid_input`. */
export async function readChatQuery(
  input: ChatSearchInput,
  context: Pick<ToolContext, "now" | "timeZone" | "ownAddresses">,
): Promise<ChatQuery> {
  const text = input.query.trim();
  const kql = text === "*" ? undefined : checkKql(text, chatVocabulary);
  const { after, before } = await readPastRange(input, context);
  return {
    ...withoutEmpty({
      kql,
      sender: checkedPerson(await personMeant(input.sender, context), "sender"),
      recipient: checkedPerson(await personMeant(input.recipient, context), "recipient"),
      afterMs: after?.unixMs,
      beforeMs: before?.unixMs,
    }),
    shown: { after: after?.interpretation, before: before?.interpretation },
  };
}

/** Whether a time of writing lies in the range. An unknown time lies only in the unlimited range. */
export function isInRange(writtenMs: number | undefined, { afterMs, beforeMs }: ChatQuery): boolean {
  if (afterMs === undefined && beforeMs === undefined) return true;
  if (writtenMs === undefined) return false;
  return writtenMs >= (afterMs ?? Number.NEGATIVE_INFINITY) && writtenMs < (beforeMs ?? Number.POSITIVE_INFINITY);
}

/** The search as it was understood, for the caller to verify. Undefined where an earlier answer said it. */
export function shownQuery({ sender, recipient, shown }: ChatQuery, kql: string | undefined) {
  if (shown === undefined) return undefined;
  return withoutEmpty({ kql, sender, recipient, after: shown.after, before: shown.before });
}

function checkedPerson(given: string | undefined, parameter: string): string | undefined {
  return given?.includes("@") ? checkMailAddress(given, parameter) : given;
}
