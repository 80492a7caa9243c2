import { z } from "zod";
import { isMailAddress } from "#common/tools/resource-uri/resource-uri.ts";
import { isInRange } from "#workers/tools/dates/date-range.ts";
import { hasRestriction } from "#workers/tools/query/check-kql.ts";
import { messageKql, onDay, searchParameter } from "#workers/tools/query/kql.ts";
import { allOf, equals, timeFilters } from "#workers/tools/query/odata.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { type GraphMessage, selectForHits, type WantedOfMessages } from "./graph-mail.ts";
import type { MailQuery } from "./mail-query.ts";
import { mailboxPath } from "./mailbox.ts";

/**
 * How a search is sent to Graph. `filter` uses `$filter` and `$orderby`: exact, in either order, without a limit.
 * `search` uses `$search`, which text requires: newest first, at most 1,000 results. Graph refuses to combine both.
 */
export type MailSearchPlan = FilterPlan | SearchPlan;

export interface FilterPlan {
  mode: "filter";
  /** The number of messages that Graph skips at the beginning. */
  offset: number;
  /** The request for a page of this size, starting at a position or at the beginning. */
  requestAt(position: TimePosition | undefined, size: number): GraphRequest;
}

export interface SearchPlan {
  mode: "search";
  /** The request for the first page, of all messages or of those that were sent until the day of a time, or on it. */
  requestUntil(unixMs: number | undefined): GraphRequest;
  /** Whether `requestUntil` can take a time: Outlook ignores a second restriction of `sent`. */
  canGoOnByDay: boolean;
  /** The KQL as shown to the caller. */
  kql: string;
  /** Checks the conditions that Graph can't check, or only by whole days. */
  isWanted(message: GraphMessage): boolean;
  /** Whether this message, and therefore all later ones in the list, is older than the range. */
  isPast(message: GraphMessage): boolean;
}

/** Search results are sorted by the time of sending. Delivery is given up after about five days (RFC 5321, 4.5.4.1). */
const longestDeliveryMs = 7 * 24 * 3_600_000;
/** The page size of a text search, whose results `isWanted` can reject. */
const searchPageSize = 100;

/** Whether the query requires `$search`, and with it Mail.Read. */
export function needsSearch({ kql, sender, recipient, senderBySearch = false }: MailQuery): boolean {
  const isByName = sender !== undefined && (senderBySearch || !isMailAddress(sender));
  return kql !== undefined || recipient !== undefined || isByName;
}

/** Plans a search. Graph applies `offset` to a `filter`; in a `search`, the caller must skip hits itself. */
export function planMailSearch(
  query: MailQuery,
  { offset, ...wanted }: WantedOfMessages & { offset: number },
): MailSearchPlan {
  const folder = query.folder === undefined ? [] : ["mailFolders", query.folder.id];
  const path = [...mailboxPath(query.owner), ...folder, "messages"];
  const $select = selectForHits(wanted);
  if (!needsSearch(query)) {
    return {
      mode: "filter",
      offset,
      requestAt(position, size) {
        const $filter = filterOf(position === undefined ? query : restOf(query, position));
        const $orderby = `receivedDateTime ${query.order === "oldest" ? "asc" : "desc"}`;
        const $skip = position === undefined && offset > 0 ? offset : undefined;
        return { path, query: { $filter, $orderby, $top: size, $skip, $select }, fromCaller: "id" };
      },
    };
  }
  const kql = kqlOf(query);
  const selectMarked = wanted.isFull ? $select : `${$select},internetMessageId`;
  return {
    mode: "search",
    requestUntil(unixMs) {
      const $search = searchParameter(kqlOf(query, unixMs));
      return { path, query: { $search, $top: searchPageSize, $select: selectMarked }, fromCaller: "query" };
    },
    canGoOnByDay: !restricts(query, "sent"),
    kql,
    isWanted: ({ receivedDateTime }) => isInRange(timeOf(receivedDateTime), query),
    isPast: ({ sentDateTime, receivedDateTime }) => {
      const latest = Math.max(timeOf(sentDateTime) ?? Number.POSITIVE_INFINITY, timeOf(receivedDateTime) ?? 0);
      return latest < (query.afterMs ?? Number.NEGATIVE_INFINITY) - longestDeliveryMs;
    },
  };
}

/** The part of a query that starts at a position. Graph shows whole seconds, but compares fractions of them. */
function restOf(query: MailQuery, { secondMs: fromMs }: TimePosition): MailQuery {
  return query.order === "oldest"
    ? { ...query, afterMs: Math.max(query.afterMs ?? fromMs, fromMs) }
    : { ...query, beforeMs: Math.min(query.beforeMs ?? Number.POSITIVE_INFINITY, fromMs + 1_000) };
}

/**
 * The properties of `$orderby` must come first in `$filter`, so a filter without dates gets a condition on the date
 * that every message satisfies.
 */
function filterOf({ sender, afterMs, beforeMs }: MailQuery): string | undefined {
  const isForSender = sender !== undefined && beforeMs === undefined;
  const dates = timeFilters("receivedDateTime", { afterMs: afterMs ?? (isForSender ? 0 : undefined), beforeMs });
  return allOf([...dates, ...(sender === undefined ? [] : [equals("from/emailAddress/address", sender)])]) || undefined;
}

const kqlOf = (query: MailQuery, sentUntilMs?: number): string =>
  messageKql(
    query,
    { to: "recipients", time: "received", isTimeGiven: restricts(query, "received") },
    sentUntilMs === undefined ? [] : [onDay("sent", "<=", sentUntilMs)],
  );

const restricts = ({ kql }: MailQuery, property: string) => kql !== undefined && hasRestriction(kql, property);

/** Unix milliseconds. */
export function timeOf(text: string | null | undefined): number | undefined {
  const unixMs = Date.parse(text ?? "");
  return Number.isNaN(unixMs) ? undefined : unixMs;
}

const timePositionSchema = z.strictObject({
  /** The second of the last message that was processed, in Unix milliseconds. */
  secondMs: z.number().int(),
  /** The number of messages received in that second that were processed. */
  known: z.number().int().positive(),
});
/** A position in a list that is sorted by time. It stays valid, whatever is added or removed before it. */
export type TimePosition = z.infer<typeof timePositionSchema>;

const searchPositionSchema = z.strictObject({
  /** Absent on the first page of a part. */
  link: z.string().optional(),
  /** Unix milliseconds: this part has the messages that were sent then and before. Absent in the first. */
  untilMs: z.number().int().optional(),
  /** The number of messages that Graph has listed in this part. */
  listed: z.number().int().nonnegative(),
  /** Time at which the oldest of them was sent. */
  oldestMs: z.number().int().optional(),
});
/** A position in the results of `$search`, which Graph ends early: a search then goes on in parts. */
export type SearchPosition = z.infer<typeof searchPositionSchema>;

/** The position of a page of messages: a time in a list that is sorted by time, otherwise a link of Graph. */
export const mailPositionSchema = z.union([
  timePositionSchema,
  z.strictObject({ link: z.string() }),
  searchPositionSchema,
]);
export type MailPosition = z.infer<typeof mailPositionSchema>;
