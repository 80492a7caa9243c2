import { looksLikeExchangeId } from "#test/fake-tenant/data/exchange-ids.ts";
import type { SortedMessages, StoredMessage } from "#test/fake-tenant/data/mail-types.ts";
import { badRequest, malformedId, unknownProperty } from "#test/fake-tenant/graph/graph-refusal.ts";
import {
  comparesBy,
  compileFilter,
  type FilterField,
  type FilterModel,
  type Predicate,
} from "#test/fake-tenant/graph/odata/filter-evaluator.ts";
import { type FilterNode, filterProperties, parseFilter } from "#test/fake-tenant/graph/odata/filter-parser.ts";
import type { OrderTerm, QueryOptions } from "#test/fake-tenant/graph/odata/query-options.ts";
import { messageProperties } from "./message-json.ts";
import { compileSearch, hasAttachments, type SearchOptions } from "./message-search.ts";

type Field = FilterField<StoredMessage>;

const text = (read: (message: StoredMessage) => string): Field => ({ type: "string", read });
const flag = (read: (message: StoredMessage) => boolean): Field => ({ type: "boolean", read });
const date = (read: (message: StoredMessage) => number): Field => ({ type: "date", read });

const fields: Record<string, Field> = {
  subject: text((message) => message.subject),
  "from/emailAddress/address": text((message) => message.from.address),
  conversationId: text((message) => message.conversationId),
  internetMessageId: text((message) => message.internetMessageId),
  isRead: flag((message) => message.isRead),
  hasAttachments: flag(hasAttachments),
  receivedDateTime: date((message) => message.receivedAt),
  sentDateTime: date((message) => message.sentAt),
};

function modelFor(missesSender: (address: string) => boolean): FilterModel<StoredMessage> {
  const sender = text(({ from }) => (missesSender(from.address) ? "" : from.address));
  return {
    functions: new Set(["contains", "startswith"]),
    field(property) {
      const field = property === "from/emailAddress/address" ? sender : fields[property];
      if (field !== undefined) return field;
      throw fieldRefusal(property);
    },
  };
}

function fieldRefusal(property: string) {
  const [first = property] = property.split("/");
  if (!messageProperties.has(first)) return unknownProperty(first, "message");
  return badRequest("The query filter contains one or more invalid nodes.", "ErrorInvalidUrlQueryFilter");
}

const maxSearchResults = 1000;

export interface MailServiceOptions extends SearchOptions {
  /** Senders whom `from/emailAddress/address` doesn't find. */
  missesSender(address: string): boolean;
  /** After how many results a search ends without a link; null = at its limit. */
  searchEndsAt: number | null;
}

export interface MessagePage {
  messages: StoredMessage[];
  hasMore: boolean;
}

/** Runs a list or search over one folder or mailbox; refuses the combinations that Exchange refuses. */
export function queryMessages(
  source: SortedMessages,
  options: QueryOptions,
  offset: number,
  service: MailServiceOptions,
): MessagePage {
  if (options.search !== null) return searchMessages(source, options, offset, service);
  const filter = options.filter === null ? null : parseFilter(options.filter);
  if (filter !== null) refuseMalformedIds(filter);
  const model = modelFor(service.missesSender);
  const compare = comparesBy(options.orderBy, model);
  if (filter !== null) refuseInefficient(filter, options.orderBy);
  const [first] = options.orderBy;
  const isNewestFirst = first === undefined || (first.property === "receivedDateTime" && first.descending);
  const ordered = isNewestFirst ? source.all() : source.all().toSorted(compare);
  const matches = filter === null ? null : compileFilter(filter, model);
  const oldest = isNewestFirst && filter !== null ? earliestReceived(filter) : Number.NEGATIVE_INFINITY;
  return walk(ordered, { options, offset, matches, oldest });
}

function searchMessages(
  source: SortedMessages,
  options: QueryOptions,
  offset: number,
  service: MailServiceOptions,
): MessagePage {
  const unsupported = (name: string, code: string) =>
    badRequest(`The query parameter '${name}' is not supported with '$search'.`, code);
  if (options.filter !== null) throw unsupported("$filter", "SearchWithFilter");
  if (options.orderBy.length > 0) throw unsupported("$orderBy", "SearchWithOrderBy");
  if (options.skip > 0) throw unsupported("$skip", "SearchWithSkip");
  const found = source.all().filter(compileSearch(options.search ?? "", service));
  found.sort((a, b) => b.sentAt - a.sentAt);
  const reachable = Math.min(found.length, maxSearchResults, service.searchEndsAt ?? maxSearchResults);
  const end = Math.min(offset + options.top, reachable);
  return { messages: found.slice(offset, end), hasMore: end < reachable };
}

/** Graph's rule: what $orderby names must stand in $filter, in the same order, before everything else. */
function refuseInefficient(filter: FilterNode, orderBy: readonly OrderTerm[]): void {
  const filtered = filterProperties(filter);
  const fits = orderBy.every(({ property }, index) => filtered[index] === property);
  if (!fits) throw badRequest("The restriction or sort order is too complex for this operation.", "InefficientFilter");
}

/** A conversation is filtered by its id, and no other text is one (msgraph-sdk-dotnet #757). */
function refuseMalformedIds(filter: FilterNode): void {
  if (filter.kind === "and" || filter.kind === "or") {
    refuseMalformedIds(filter.left);
    refuseMalformedIds(filter.right);
  } else if (filter.kind === "compare" && filter.property === "conversationId") {
    if (!looksLikeExchangeId(String(filter.literal.value))) throw malformedId();
  }
}

interface Walk {
  options: QueryOptions;
  offset: number;
  matches: Predicate<StoredMessage> | null;
  /** When messages before it can't match. */
  oldest: number;
}

function walk(ordered: readonly StoredMessage[], { options, offset, matches, oldest }: Walk): MessagePage {
  const wanted = offset + options.top;
  const messages: StoredMessage[] = [];
  let found = 0;
  for (const message of ordered) {
    if (message.receivedAt < oldest) break;
    if (matches !== null && !matches(message)) continue;
    if (found >= offset && found < wanted) messages.push(message);
    found += 1;
    if (found > wanted) break;
  }
  return { messages, hasMore: found > wanted };
}

/** The latest lower bound on receipt that every match must meet, so that a walk from the newest can stop there. */
function earliestReceived(node: FilterNode): number {
  if (node.kind === "and") return Math.max(earliestReceived(node.left), earliestReceived(node.right));
  const isBound =
    node.kind === "compare" &&
    node.property === "receivedDateTime" &&
    (node.operator === "ge" || node.operator === "gt" || node.operator === "eq") &&
    node.literal.type === "date";
  return isBound && typeof node.literal.value === "number" ? node.literal.value : Number.NEGATIVE_INFINITY;
}
