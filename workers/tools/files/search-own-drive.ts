import { ToolError } from "#common/errors.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { stoppedEarly } from "#workers/tools/paging/later-page.ts";
import { present } from "#workers/tools/present.ts";
import { plainText } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { fileVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import { permissionMissing } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive } from "./file-access.ts";
import { fileHit } from "./file-hit.ts";
import { type FileQuery, type FileSearch, type FileSearchCall, shownQuery } from "./file-query.ts";
import { walkOwnDrive } from "./own-drive-walk.ts";

/**
 * One answer out of the user's own OneDrive, for tenants that have not granted Sites.Read.All. A drive searches plain
 * words only; the restrictions are checked here, item by item.
 */
export async function searchOwnDrive(
  search: FileSearch,
  { limit }: FileSearchCall,
  { context, reduced }: { context: ToolContext; reduced: string },
) {
  const { query } = search;
  const text = searchableText(query);
  const found = await walkOwnDrive(search, { text, limit, graph: context.graph });
  return {
    files: found.items.map((item, at) => fileHit(item, { offset: search.from + at, userDomain: context.userDomain })),
    moreResults: found.next !== undefined,
    ...present({
      nextCursor: found.next && context.cursor.seal({ ...search, ...found.next } satisfies FileSearch),
      nextOffset: found.next?.page?.toSkip === 0 ? found.next.from : undefined,
      incomplete: joinIncomplete([
        { reason: `${reduced}.`, missingScopes: ["Sites.Read.All"] },
        found.stopped && stoppedEarly(found.stopped),
        found.next && found.items.length < limit && !found.stopped
          ? { reason: `${found.looked} files were looked through for this answer; go on with nextCursor.` }
          : undefined,
      ]),
    }),
    effectiveQuery: shownQuery(query, undefined),
  };
}

/** The words to search for; rejects with `permission_missing` what only Microsoft Search can answer. */
function searchableText({ kql, places = [], folderName, fileType }: FileQuery): string {
  const text = plainText(kql as CheckedKql, fileVocabulary);
  if (text === undefined) throw needsIndex("query: operators and properties need");
  const addresses = [...places, ...(folderName?.startsWith("https:") ? [folderName] : [])];
  if (!addresses.every(isInOneDrive)) throw needsIndex("A place in SharePoint needs");
  const words = text === "" ? fileType : text;
  if (words !== undefined) return words;
  throw new ToolError(
    "invalid_input",
    `query: "${kql}" names no word. Without the permission Sites.Read.All a search needs one, or fileType.`,
  );
}

function needsIndex(what: string): Error {
  return permissionMissing(
    ["Sites.Read.All"],
    `${what} Microsoft Search; without it plain words are searched in the user's own OneDrive.`,
  );
}
