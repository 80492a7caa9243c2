import { fileSearchPermissions } from "#common/tools/permissions.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { type AskedFor, askedFor, checkUnchanged } from "#workers/tools/paging/continued-search.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { stoppedEarly } from "#workers/tools/paging/later-page.ts";
import { present } from "#workers/tools/present.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive, mayReadOneDrive, withoutOneDrive } from "./file-access.ts";
import { fileHit } from "./file-hit.ts";
import { isInPlaces, isInRange, planFileSearch } from "./file-plan.ts";
import { type FileSearch, type FileSearchCall, fileSearchSchema, readFileQuery, shownQuery } from "./file-query.ts";
import { placesNamed } from "./folder-places.ts";
import { type GraphSearchHit, searchPage } from "./graph-search.ts";
import { searchMarkdown } from "./search-markdown.ts";
import { searchOwnDrive } from "./search-own-drive.ts";
import { type SearchWalk, walkSearch } from "./search-walk.ts";

/** One answer of a file search, from its beginning or from a cursor. */
export async function searchFiles(call: FileSearchCall, context: ToolContext) {
  const { reduced } = requirePermission(fileSearchPermissions, context.grantedScopes);
  const asked = askedFor(call);
  const search = call.cursor === undefined ? await begin(call, asked, context) : resume(call, call.cursor, context);
  return reduced === undefined
    ? await searchEverywhere(search, call, context)
    : await searchOwnDrive(search, call, { context, reduced });
}

async function begin(call: FileSearchCall, asked: AskedFor, context: ToolContext): Promise<FileSearch> {
  return { asked, query: await readFileQuery(call, context), from: call.offset ?? 0 };
}

function resume(call: FileSearchCall, cursor: string, context: ToolContext): FileSearch {
  const search = context.cursor.open(cursor, fileSearchSchema);
  checkUnchanged(call, search.asked);
  return search;
}

async function searchEverywhere(search: FileSearch, { limit }: FileSearchCall, context: ToolContext) {
  const { graph } = context;
  const named = await placesNamed(search.query, graph);
  const query = named.query;
  const oneDrive = mayReadOneDrive(context.grantedScopes);
  const request = planFileSearch(query);
  let leftOut = false;
  const walk = await walkSearch({
    ask: (from) => searchPage(graph, request, { from, size: limit }),
    keep({ resource }: GraphSearchHit) {
      if (!resource || !isInRange(resource, query) || !isInPlaces(resource, query)) return false;
      if (oneDrive || !isInOneDrive(resource.webUrl)) return true;
      leftOut = true;
      return false;
    },
    from: search.from,
    limit,
  });
  const isEmpty = walk.hits.length === 0 && walk.stopped === undefined;
  const byName = isEmpty && search.from === 0 ? await searchMarkdown(query, limit, context) : undefined;
  const hits = byName?.hits ?? walk.hits;
  return {
    files: hits.map(({ hit, offset }) =>
      fileHit(hit.resource ?? {}, { ...hit, offset, userDomain: context.userDomain }),
    ),
    moreResults: walk.next !== undefined,
    ...present({
      nextCursor:
        walk.next === undefined
          ? undefined
          : context.cursor.seal({ ...search, query, from: walk.next } satisfies FileSearch),
      nextOffset: walk.next,
      totalResultCount: byName === undefined && walk.dropped === 0 ? walk.total : undefined,
      incomplete: joinIncomplete([
        leftOut ? withoutOneDrive : undefined,
        named.incomplete,
        byName?.incomplete,
        shortAnswer(walk, limit),
      ]),
    }),
    effectiveQuery: shownQuery(query, request.queryTemplate),
  };
}

function shortAnswer({ next, hits, looked, stopped }: SearchWalk, limit: number): Incomplete | undefined {
  if (stopped) return stoppedEarly(stopped);
  if (next === undefined || hits.length === limit) return undefined;
  return { reason: `${looked} matches were looked through for this answer; go on with nextCursor.` };
}
