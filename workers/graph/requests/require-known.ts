import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { findRequest } from "./known-requests.ts";

/** Of every list: Graph's own links have them. */
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
