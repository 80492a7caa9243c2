import type { GraphCall, GraphResult, GraphRoute } from "#test/fake-tenant/graph/graph-call.ts";
import { GraphRefusal } from "#test/fake-tenant/graph/graph-refusal.ts";
import { searchChatMessages } from "./chat-hits.ts";
import { searchFiles } from "./file-hits.ts";
import { checkSearchAccess, readSearchRequest, searchResult } from "./search-request.ts";

/** POST /search/query. */
function query(call: GraphCall): GraphResult {
  const { searchMissingStatus } = call.world.behaviour;
  if (searchMissingStatus !== null) throw new GraphRefusal(searchMissingStatus, "UnknownError", "");
  const asked = readSearchRequest(call.request);
  checkSearchAccess(call, asked.entityTypes);
  if (asked.entityTypes.includes("chatMessage")) return searchResult(call, asked, searchChatMessages(call, asked));
  return searchResult(call, asked, searchFiles(call, asked));
}

export const searchRoutes: readonly GraphRoute[] = [{ method: "POST", path: "search/query", handle: query }];
