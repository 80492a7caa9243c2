import { z } from "zod";
import { timeOf } from "#workers/tools/mail/mail-search-plan.ts";
import { seenHits } from "#workers/tools/paging/search-cursor.ts";

/** The messages before a place that are read again, because those after it mostly quote one of them. */
export const comparedMessages = 3;

const positionSchema = z.strictObject({
  /** The seconds in which the last messages before it were received, in order, in Unix milliseconds. */
  recentMs: z.array(z.number().int()).min(1).max(comparedMessages),
  /** Hashes of the messages of the last of these seconds that were shown, as of `SeenHits`. */
  seen: z.string(),
  /** How many these are. */
  known: z.number().int().nonnegative(),
});

/**
 * A place in a conversation, in the order of receipt. It stays valid whatever is added or removed before it. In text as
 * part of a cursor.
 */
export type ConversationPosition = z.infer<typeof positionSchema>;

type Placed = { id: string; receivedDateTime?: string | null | undefined };

/** Graph shows whole seconds. */
function secondOf({ receivedDateTime }: Placed): number | undefined {
  const unixMs = timeOf(receivedDateTime);
  return unixMs === undefined ? undefined : Math.floor(unixMs / 1_000) * 1_000;
}

export const readPosition = (text: string): ConversationPosition => positionSchema.parse(JSON.parse(text));

/** Tells which messages of a list were shown before a position. */
export function shownBefore(position: ConversationPosition): (message: Placed) => boolean {
  const last = position.recentMs.at(-1) ?? 0;
  const seen = seenHits(position.seen);
  return (message) => {
    const second = secondOf(message) ?? last;
    return second === last ? seen.has(message.id) : second < last;
  };
}

/** The position after these messages, which are in order. */
export function positionAfter(messages: readonly Placed[], before: ConversationPosition | undefined): string {
  const seconds = messages.map(secondOf).filter((second) => second !== undefined);
  const recentMs = [...(before?.recentMs ?? [0]), ...seconds].slice(-comparedMessages);
  const last = recentMs.at(-1);
  const ofLast = messages.filter((message) => (secondOf(message) ?? last) === last);
  const isSameSecond = before?.recentMs.at(-1) === last;
  const seen = seenHits(isSameSecond ? (before?.seen ?? "") : "");
  for (const { id } of ofLast) seen.add(id);
  const known = ofLast.length + (isSameSecond ? (before?.known ?? 0) : 0);
  return JSON.stringify({ recentMs, seen: seen.toText(), known } satisfies ConversationPosition);
}
