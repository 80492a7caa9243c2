import { z } from "zod";
import type { DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import { type GraphCall, type GraphResult, readJsonBody } from "#test/fake-tenant/graph/graph-call.ts";
import { badRequest, GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { answer } from "#test/fake-tenant/graph/list-page.ts";

const entityTypes = ["driveItem", "listItem", "list", "chatMessage"] as const;
type EntityType = (typeof entityTypes)[number];

const searchRequest = z.strictObject({
  entityTypes: z.array(z.string()).min(1),
  query: z.strictObject({ queryString: z.string(), queryTemplate: z.string().nullish() }),
  from: z.number().int().min(0).optional(),
  size: z.number().int().min(1).optional(),
  fields: z.array(z.string()).nullish(),
  sortProperties: z.array(z.strictObject({ name: z.string(), isDescending: z.boolean().optional() })).nullish(),
});

export interface SearchRequest {
  entityTypes: EntityType[];
  /** The template with the user's words in it. */
  kql: string;
  queryString: string;
  from: number;
  size: number;
  fields: string[];
  sort: { name: string; isDescending: boolean }[];
}

/** https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference */
const maxKqlLength = 4_096;

/**
 * Reads the body of /search/query; refuses what the search API refuses: several requests, mixed kinds, too large pages,
 * a sort where none is.
 */
export function readSearchRequest(request: DoorRequest): SearchRequest {
  const body = z.strictObject({ requests: z.array(z.unknown()) }).safeParse(readJsonBody(request.body));
  if (!body.success) throw badRequest("The request body does not fit the action 'query'.");
  const [only] = body.data.requests;
  if (body.data.requests.length !== 1)
    throw badRequest("The search request collection must contain exactly one search request.");
  const parsed = searchRequest.safeParse(only);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badRequest(`The search request is not valid: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
  }
  const asked = parsed.data;
  const types = knownTypes(asked.entityTypes);
  const from = asked.from ?? 0;
  const size = asked.size ?? 25;
  checkPaging(types, from, size);
  if (asked.sortProperties?.length && types.includes("chatMessage"))
    throw badRequest("Sort properties are not supported for entity type 'chatMessage'.");
  const { queryString, queryTemplate } = asked.query;
  if (queryString.trim() === "") throw badRequest("The search query is empty.");
  const kql = queryTemplate == null ? queryString : filled(queryTemplate, queryString);
  if (kql.length > maxKqlLength) throw badRequest("The search query is too long.");
  return {
    entityTypes: types,
    kql,
    queryString,
    from,
    size,
    fields: asked.fields ?? [],
    sort: (asked.sortProperties ?? []).map(({ name, isDescending = false }) => ({ name, isDescending })),
  };
}

/** The template is filled in as text: what the user wrote can break out of it, as at Microsoft. */
function filled(template: string, queryString: string): string {
  if (!template.includes("{searchTerms}")) throw badRequest("The query template must contain {searchTerms}.");
  return template.replaceAll("{searchTerms}", () => queryString);
}

function knownTypes(asked: readonly string[]): EntityType[] {
  const types = asked.map((name) => {
    const known = entityTypes.find((type) => type.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw badRequest(`Invalid entity type '${name}'.`);
    return known;
  });
  const unique = [...new Set(types)];
  if (unique.length > 1 && unique.includes("chatMessage"))
    throw badRequest(`Combination of entity types is not supported. Requested entity types: ${unique.join(", ")}.`);
  return unique;
}

function checkPaging(types: readonly EntityType[], from: number, size: number): void {
  if (size > 1000) throw badRequest("The maximum allowed page size is 1000");
  if (from > 100_000) throw badRequest("The maximum allowed value of 'from' is 100000.");
  if (types.includes("chatMessage") && size > 25)
    throw badRequest("The maximum allowed page size for entity type 'chatMessage' is 25");
}

/** Alternatives per kind; of each, all scopes are needed. */
const files = [["Files.Read.All"], ["Files.ReadWrite.All"], ["Sites.Read.All"], ["Sites.ReadWrite.All"]];
const sites = [["Sites.Read.All"], ["Sites.ReadWrite.All"]];
const channelReading = ["ChannelMessage.Read.All"];

const needs: Record<EntityType, string[][]> = {
  driveItem: files,
  listItem: sites,
  list: sites,
  chatMessage: [
    ["Chat.Read", ...channelReading],
    ["Chat.ReadWrite", ...channelReading],
  ],
};

/** Refuses entity types for which the token's scopes are not enough, or that guests can't search. */
export function checkSearchAccess({ caller }: GraphCall, types: readonly EntityType[]): void {
  for (const type of types) {
    const alternatives = needs[type];
    if (!alternatives.some((scopes) => scopes.every((scope) => caller.scopes.has(scope))))
      throw missing(type, alternatives, [...caller.scopes]);
    if (caller.user.userType === "Guest" && type === "chatMessage")
      throw new GraphRefusal(403, "Forbidden", `Search of entity type '${type}' is not available to guest users.`);
  }
}

function missing(type: EntityType, alternatives: readonly string[][], granted: readonly string[]): GraphRefusal {
  const name = type.charAt(0).toUpperCase() + type.slice(1);
  return new GraphRefusal(
    403,
    "Forbidden",
    `Access to ${name} in Graph API requires the following permissions: ` +
      `${alternatives.map((scopes) => scopes.join(" and ")).join(" or ")}. However, the application only has the ` +
      `following permissions granted: ${granted.join(", ")}`,
  );
}

export interface Hit {
  hitId: string;
  summary: string;
  resource: Record<string, unknown>;
}

export interface HitPage {
  hits: Hit[];
  total: number;
  more: boolean;
}

/** The answer of /search/query for one request. Without hits their list is left out, not empty. */
export function searchResult(call: GraphCall, asked: SearchRequest, { hits, total, more }: HitPage): GraphResult {
  const ranked = hits.map(({ hitId, ...rest }, index) => ({ hitId, rank: asked.from + index + 1, ...rest }));
  const container = { ...(hits.length > 0 && { hits: ranked }), total, moreResultsAvailable: more };
  const searchTerms = asked.queryString.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return answer(call, "Collection(microsoft.graph.searchResponse)", {
    value: [{ searchTerms, hitsContainers: [container] }],
  });
}

const around = 60;

/** A hit's extract: the words found between `<c0>` and `</c0>`, `<ddd/>` where text was left out. */
export function markedSummary(text: string, words: readonly string[]): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const at = firstPlace(plain, words);
  if (at < 0) return plain.length > 2 * around ? `${plain.slice(0, 2 * around)} <ddd/>` : plain;
  const from = Math.max(0, at - around);
  const to = Math.min(plain.length, at + 2 * around);
  const cut = marked(plain.slice(from, to), words);
  return `${from > 0 ? "<ddd/> " : ""}${cut}${to < plain.length ? " <ddd/>" : ""}`;
}

/** Teams' way: dots instead of marks at the ends. */
export function dottedSummary(text: string, words: readonly string[]): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const at = firstPlace(plain, words);
  const from = Math.max(0, at - around);
  const to = Math.min(plain.length, Math.max(0, at) + 2 * around);
  return `${from > 0 ? "..." : ""}${marked(plain.slice(from, to), words)}${to < plain.length ? "..." : ""}`;
}

function firstPlace(text: string, words: readonly string[]): number {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word.toLowerCase())).filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

function marked(text: string, words: readonly string[]): string {
  const patterns = words
    .filter((word) => word.trim() !== "")
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (patterns.length === 0) return text;
  return text.replace(new RegExp(patterns.join("|"), "gi"), (found) => `<c0>${found}</c0>`);
}
