import { ToolError } from "#common/errors.ts";
import { detailOf, unshown } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { type WalkState, walkStart } from "#workers/tools/paging/walk-pages.ts";
import { nearNames } from "#workers/tools/query/ambiguous-names.ts";
import { plainText } from "#workers/tools/query/check-kql.ts";
import type { CheckedKql } from "#workers/tools/query/kql.ts";
import { fileVocabulary } from "#workers/tools/query/kql-vocabulary.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive } from "./file-access.ts";
import { fileHit } from "./file-hit.ts";
import {
  emptyHint,
  type FileQuery,
  type FileSearch,
  type FileSearchInput,
  fileSearchSchema,
  listType,
  shownQuery,
} from "./file-query.ts";
import type { OwnDriveOnly } from "./own-drive-only.ts";
import { walkOwnDrive } from "./walk-own-drive.ts";

/**
 * Answers a file search from the user's own OneDrive, where Microsoft Search can't be used. A drive only
 * searches plain words, so all other conditions are checked here.
 */
export async function searchOwnDrive(
  search: FileSearch,
  { limit }: FileSearchInput,
  { context, because }: { context: ToolContext; because: OwnDriveOnly },
) {
  const { query } = search;
  const from = inDrive(search.walk);
  const walk = await walkOwnDrive(query, { text: plainWords(query, because), from, limit, graph: context.graph });
  const { next } = walk;
  const clock = await context.clock();
  const shown = { userDomain: context.userDomain, clock, fields: shownFields(detailOf(search)) };
  const files = walk.hits.map((item, at) =>
    fileHit(walk.judge.withAddress(item), { ...shown, offset: from.returned + at }),
  );
  return {
    files,
    moreResults: next !== undefined,
    ...withoutEmpty({
      nextCursor:
        next && context.cursor.seal({ ...search, query: unshown(query, shown.fields), walk: next }, fileSearchSchema),
      nextOffset: next?.toSkip === 0 ? next.returned : undefined,
      unclear: nearNames(files, query.kql),
      hint: files.length === 0 && next === undefined && from.returned === 0 ? emptyHint(query) : undefined,
      incomplete: joinIncomplete([
        because.incomplete,
        walk.unseen,
        walk.judge.unjudged(),
        shortAnswer(walk, { limit, items: "files" }),
      ]),
    }),
    ...withoutEmpty({ effectiveQuery: shownQuery(query, undefined) }),
  };
}

/** The state in the drive. If the search began in the index, it skips as many hits as ranks were passed. */
function inDrive({ position, ...walk }: FileSearch["walk"]): WalkState<string> {
  return typeof position === "number" ? walkStart({ offset: position }) : { ...walk, position };
}

/** The words to search for. @throws the refusal of `because` for a query that requires Microsoft Search */
function plainWords({ kql, places = [], folderName, fileType }: FileQuery, { refusal }: OwnDriveOnly): string {
  const text = plainText(kql as CheckedKql, fileVocabulary);
  if (text === undefined) throw refusal("query: operators and properties need");
  if (fileType === listType) throw refusal("fileType: lists need");
  const addresses = [...places, ...(folderName?.startsWith("https:") ? [folderName] : [])];
  if (!addresses.every(isInOneDrive)) throw refusal("A place in SharePoint needs");
  const words = text === "" ? fileType : text;
  if (words !== undefined) return words;
  throw new ToolError(
    "invalid_input",
    `query: "${kql}" names no word. A search in the user's own OneDrive alone needs one, or fileType.`,
  );
}
