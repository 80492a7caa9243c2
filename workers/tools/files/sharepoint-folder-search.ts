import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sitePermissions } from "#common/tools/permissions.ts";
import { sharepointFolderSearch } from "#common/tools/sharepoint-folder-search.ts";
import { cursorStart, detailOf, openSearch, searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { joinIncomplete, shortAnswer } from "#workers/tools/paging/short-answer.ts";
import { walkStart, walkStateSchema } from "#workers/tools/paging/walk-pages.ts";
import { sameNames } from "#workers/tools/query/ambiguous-names.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { shownFields, trimmed, withoutEmpty } from "#workers/tools/shown-fields.ts";
import { defineHandler, type ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive, mayReadOneDrive, withoutMicrosoftSearch, withoutOneDrive } from "./file-access.ts";
import { checkPlace } from "./file-address.ts";
import { fileHit } from "./file-hit.ts";
import { endsWith, type FolderWalk, findFolders, foldersLike, ownFoldersNamed, partsOfPath } from "./find-folders.ts";
import { isSearchMissing } from "./graph-search.ts";
import { isAtPlace } from "./item-place.ts";
import { siteMeant } from "./site-meant.ts";

type Url = string | null | undefined;

const cursorSchema = searchCursorSchema({ walk: walkStateSchema(z.number().int().nonnegative()) });

const nothing: FolderWalk = {
  hits: [],
  next: undefined,
  examined: 0,
  returned: 0,
  listed: 0,
};

/** Answers one call of a folder search, which starts a search or continues one. */
export const sharepointFolderSearchHandler = defineHandler(sharepointFolderSearch, {
  async run(input, context) {
    requirePermission(sitePermissions, context.grantedScopes);
    const { limit } = input;
    const path = partsOfPath(input.name ?? "");
    const name = path.at(-1) ?? "";
    if (name === "" && trimmed(input.site) === undefined) {
      throw new ToolError(
        "invalid_input",
        "name: give a part of the folder's name, or site for the folders of a site.",
      );
    }
    if (name !== "" && wordsOf(name).length === 0) {
      throw new ToolError("invalid_input", `name: "${name}" has no letters to search for.`);
    }
    const isAtPath = (webUrl: Url) => path.length < 2 || endsWith(webUrl, path);
    const site = await siteMeant(input.site, context);
    const place = site && checkPlace(site.address, "site");
    const places = place === undefined ? undefined : [place];
    const isThere = (webUrl: Url) => isAtPath(webUrl) && (place === undefined || isAtPlace(webUrl, place) !== false);
    const search = openSearch(input, cursorSchema, context) ?? {
      ...cursorStart(input),
      walk: { ...walkStart(), position: input.offset ?? 0 },
    };
    const oneDrive = mayReadOneDrive(context.grantedScopes);
    let leftOut = false;
    let isMissing = false;
    const walk = await findFolders(context.graph, {
      name,
      places,
      from: search.walk,
      limit,
      keeps({ webUrl }) {
        if (!isAtPath(webUrl)) return false;
        const keeps = oneDrive || !isInOneDrive(webUrl);
        leftOut ||= !keeps;
        return keeps;
      },
    }).catch(async (error: unknown) => {
      if (!oneDrive || !(await isSearchMissing(error, context.graph))) throw error;
      isMissing = true;
      return nothing;
    });
    const { next } = walk;
    const isEmpty = walk.hits.length === 0 && next === undefined && (isMissing || search.walk.position === 0);
    const from = isMissing ? (search.walk.position ?? 0) : 0;
    const isNearAsked = isEmpty && !isMissing && name !== "";
    const [own, near] = await Promise.all([
      isEmpty && oneDrive && name !== "" ? ownFolders({ name, isThere, from, limit }, context) : undefined,
      isNearAsked ? foldersLike({ name, places }, context.graph) : undefined,
    ]);
    const hits = own?.hits ?? walk.hits;
    const clock = await context.clock();
    const shown = { userDomain: context.userDomain, clock, fields: shownFields(detailOf(search)) };
    const found = hits.map(({ hit, offset }) => ({
      ...fileHit(hit.resource ?? {}, { hitId: hit.hitId, offset, ...shown }),
      kind: "folder",
    }));
    return withoutEmpty({
      folders: found,
      moreResults: next !== undefined,
      nextCursor: next && context.cursor.seal({ ...search, walk: next }, cursorSchema),
      nextOffset: next?.position,
      unclear: name === "" ? undefined : sameNames(found, "folders", "its site or path"),
      hint: found.length > 0 ? undefined : near,
      site: site?.id === undefined ? undefined : site.shown,
      incomplete: joinIncomplete([
        isMissing && withoutMicrosoftSearch.incomplete,
        leftOut && withoutOneDrive,
        ...(own?.gaps ?? []),
        walk.unjudged,
        shortAnswer(walk, { limit, items: "matches" }),
      ]),
    });
  },
  toBlocks: ({ folders, ...paging }) => [...folders, paging],
});

/** Finds folders in the user's own OneDrive, which may not be indexed yet. */
async function ownFolders(
  { name, isThere, from, limit }: { name: string; isThere(url: Url): boolean; from: number; limit: number },
  { graph }: ToolContext,
) {
  const folders = await ownFoldersNamed(name, graph);
  const found = folders.items.filter(({ webUrl }) => isThere(webUrl));
  const hits = found
    .slice(from, from + limit)
    .map((resource, at) => ({ hit: { hitId: resource.id ?? "", resource }, offset: from + at }));
  const isCut = from + hits.length < found.length;
  const cut =
    `${hits.length} of ${found.length} folders in the user's own OneDrive are listed; ` +
    "give a higher limit or more of the name.";
  return { hits, gaps: [isCut && cut, folders.incomplete] };
}
