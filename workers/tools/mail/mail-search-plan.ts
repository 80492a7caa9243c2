import { isMailAddress } from "#common/tools/resource-uri/mail-address.ts";
import { restricts } from "#workers/tools/query/check-kql.ts";
import { type CheckedKql, type Kql, renderKql, searchParameter } from "#workers/tools/query/kql.ts";
import { type Filter, graphTime, renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { type GraphMessage, selectForHits } from "./graph-mail.ts";
import { sameAddress } from "./mail-address.ts";
import type { TimePlace } from "./mail-place.ts";
import type { MailQuery } from "./mail-query.ts";
import { mailboxPath } from "./mailbox.ts";

/**
 * How Graph is asked. `filter` = `$filter` and `$orderby`: exact, in either order, any depth. `search` = `$search`:
 * needed for text, newest first only, at most 1,000 results; Graph refuses to combine it with the others.
 */
export type MailSearchPlan = FilterPlan | SearchPlan;

export interface FilterPlan {
  mode: "filter";
  /** Messages that Graph passes over at the beginning. */
  offset: number;
  /** The request for a page of this size from a moment on, or from the beginning. */
  requestAt(place: TimePlace | undefined, size: number): GraphRequest;
}

export interface SearchPlan {
  mode: "search";
  request: GraphRequest;
  /** The KQL, to show. */
  kql: string;
  /** What Graph can't restrict itself, or only by whole days. */
  isWanted(message: GraphMessage): boolean;
  /** Whether this message, and so all that follow it newest first, lies before the range. */
  isPast(message: GraphMessage): boolean;
}

const dayMs = 24 * 3_600_000;
/** Graph sorts search results by when a message was sent; delivery gives up after five days (RFC 5321, 4.5.4.1). */
const longestDeliveryMs = 7 * dayMs;
/** Page size where `isWanted` may drop messages. */
const searchPageSize = 100;
/** `$orderby` must begin with the properties of `$filter`, so a filter without dates gets one that all mail passes. */
const beforeAllMail: Filter = { kind: "time", property: "receivedDateTime", operator: "ge", unixMs: 0 };

/** Whether this query needs `$search`, which needs Mail.Read. */
export function needsSearch({ kql, sender, recipient }: MailQuery): boolean {
  return kql !== undefined || recipient !== undefined || (sender !== undefined && !isMailAddress(sender));
}

/** `offset` is left to Graph in a `filter`; in a `search` the caller has to skip by itself. */
export function planMailSearch(
  query: MailQuery,
  { offset, preview }: { offset: number; preview: boolean },
): MailSearchPlan {
  const folder = query.folder === undefined ? [] : ["mailFolders", query.folder.id];
  const path = [...mailboxPath(query.owner), ...folder, "messages"];
  const $select = selectForHits({ preview });
  if (!needsSearch(query)) {
    return {
      mode: "filter",
      offset,
      requestAt(place, size) {
        const $filter = filterOf(place === undefined ? query : restOf(query, place));
        const $orderby = `receivedDateTime ${query.order === "oldest" ? "asc" : "desc"}`;
        const $skip = place === undefined && offset > 0 ? offset : undefined;
        return { path, query: { $filter, $orderby, $top: size, $skip, $select } };
      },
    };
  }
  const kql = renderKql(kqlOf(query));
  return {
    mode: "search",
    request: { path, query: { $search: searchParameter(kql), $top: searchPageSize, $select } },
    kql,
    isWanted: (message) => isWanted(message, query),
    isPast: ({ sentDateTime, receivedDateTime }) => {
      const latest = Math.max(timeOf(sentDateTime) ?? Number.POSITIVE_INFINITY, timeOf(receivedDateTime) ?? 0);
      return latest < (query.afterMs ?? Number.NEGATIVE_INFINITY) - longestDeliveryMs;
    },
  };
}

/** What a query's order puts at a second and behind it. Graph shows whole seconds, and keeps their parts. */
function restOf(query: MailQuery, { secondMs: fromMs }: TimePlace): MailQuery {
  return query.order === "oldest"
    ? { ...query, afterMs: Math.max(query.afterMs ?? fromMs, fromMs) }
    : { ...query, beforeMs: Math.min(query.beforeMs ?? Number.POSITIVE_INFINITY, fromMs + 1_000) };
}

function filterOf({ afterMs, beforeMs, sender }: MailQuery): string | undefined {
  const all: Filter[] = [];
  if (afterMs !== undefined) all.push({ kind: "time", property: "receivedDateTime", operator: "ge", unixMs: afterMs });
  if (beforeMs !== undefined)
    all.push({ kind: "time", property: "receivedDateTime", operator: "lt", unixMs: beforeMs });
  if (sender !== undefined) {
    if (all.length === 0) all.push(beforeAllMail);
    all.push({ kind: "text", property: "from/emailAddress/address", operator: "eq", value: sender });
  }
  return all.length > 0 ? renderFilter({ kind: "and", all }) : undefined;
}

function kqlOf(query: MailQuery): Kql {
  const all: Kql[] = [];
  // The text has passed `checkKql`: when it was given, or before it was sealed into a cursor.
  const text = query.kql as CheckedKql | undefined;
  if (text !== undefined) all.push({ kind: "checked", text });
  if (query.sender !== undefined) all.push({ kind: "literal", property: "from", text: query.sender });
  if (query.recipient !== undefined) all.push({ kind: "literal", property: "recipients", text: query.recipient });
  const day = text !== undefined && restricts(text, "received") ? undefined : dayBound(query);
  if (day) all.push(day);
  return { kind: "and", all };
}

/**
 * One bound only: Outlook ignores two of `received` in one query. The upper one where there are both, because results
 * come newest first. A day wider than asked, since KQL knows days only, in a time zone of its own.
 */
function dayBound({ afterMs, beforeMs }: MailQuery): Kql | undefined {
  if (beforeMs !== undefined) {
    return { kind: "day", property: "received", operator: "<=", day: dayOf(beforeMs + dayMs) };
  }
  if (afterMs !== undefined) return { kind: "day", property: "received", operator: ">=", day: dayOf(afterMs - dayMs) };
  return undefined;
}

function dayOf(unixMs: number): string {
  return graphTime(unixMs).slice(0, 10);
}

function isWanted(message: GraphMessage, { afterMs, beforeMs, sender }: MailQuery): boolean {
  const received = timeOf(message.receivedDateTime);
  if (afterMs !== undefined && (received === undefined || received < afterMs)) return false;
  if (beforeMs !== undefined && (received === undefined || received >= beforeMs)) return false;
  if (sender === undefined || !isMailAddress(sender)) return true;
  return (
    sameAddress(message.from?.emailAddress?.address, sender) ||
    sameAddress(message.sender?.emailAddress?.address, sender)
  );
}

function timeOf(text: string | null | undefined): number | undefined {
  const unixMs = Date.parse(text ?? "");
  return Number.isNaN(unixMs) ? undefined : unixMs;
}
