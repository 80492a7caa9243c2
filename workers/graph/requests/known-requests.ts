import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { calendarRequests } from "./calendar-requests.ts";
import { fileRequests } from "./file-requests.ts";
import { createRequestFinder, type KnownRequest, knownRequest } from "./known-request.ts";
import { mailRequests } from "./mail-requests.ts";
import { noteRequests } from "./note-requests.ts";
import { peopleRequests } from "./people-requests.ts";
import { taskRequests } from "./task-requests.ts";
import { teamsRequests } from "./teams-requests.ts";

/** Every request that a tool may send to Graph, except for the next pages of lists. */
const knownRequests = [
  ...mailRequests,
  ...calendarRequests,
  ...fileRequests,
  ...teamsRequests,
  ...peopleRequests,
  ...noteRequests,
  ...taskRequests,
].map(knownRequest);

/** Request of `graph-batch.ts`, never of a tool: with requests inside that each have a row of their own. */
const batch: KnownRequest = {
  purpose: "several of the GETs of this table in one round trip",
  tools: ["chat_message_search", "onenote_search", "search_people", "tasks_search", "read_resource"],
  method: "POST",
  path: "$batch",
  query: [],
  permission: "those of the requests inside",
  page: "json-batching",
  missing: "each answer has a status of its own; they come in any order",
  fallback: "each is taken, refused or tried again as if it had come alone",
};

export const allRequests: readonly KnownRequest[] = [...knownRequests, batch];

/** The row of a request, if it is known. */
export const findRequest = createRequestFinder(knownRequests);

/** Options of every list: Graph's own links have them. */
const paging = new Set(["$skip", "$skiptoken"]);

/**
 * Refuses what is not in the table of requests, which only has what reads: another method or path, or a query option
 * that its row does not have.
 * @throws `Error`, without an id, since only a bug of ours explains it
 */
export function requireKnown(method: "GET" | "POST", { path, query = {} }: GraphRequest): void {
  const row = findRequest({ method, path });
  if (row === undefined) {
    throw new Error(`a ${method} of ${path[0]} with ${path.length} segments is in no row of workers/graph/requests/`);
  }
  const unknown = Object.keys(query).find(
    (name) => query[name] !== undefined && !row.query.includes(name) && !paging.has(name),
  );
  if (unknown !== undefined) throw new Error(`${method} ${row.path} has no ${unknown} in workers/graph/requests/`);
}
