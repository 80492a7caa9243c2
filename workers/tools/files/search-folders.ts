import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sitePermissions } from "#common/tools/permissions.ts";
import { askedFor, checkUnchanged } from "#workers/tools/paging/continued-search.ts";
import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { stoppedEarly } from "#workers/tools/paging/later-page.ts";
import { present } from "#workers/tools/present.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { isInOneDrive, mayReadOneDrive, withoutOneDrive } from "./file-access.ts";
import { checkPlace, isAtPlace } from "./file-address.ts";
import { fileHit } from "./file-hit.ts";
import { findFolders, isNamed } from "./find-folders.ts";
import { graphDriveItem, kindOfItem, selectForItem } from "./graph-drive.ts";
import type { GraphSearchResource } from "./graph-search.ts";
import { ownDriveSearch } from "./own-drive-path.ts";
import type { PlacedHit } from "./search-walk.ts";

export interface FolderSearchCall {
  name: string;
  site?: string | undefined;
  limit: number;
  offset?: number | undefined;
  cursor?: string | undefined;
}

const cursorSchema = z.object({ asked: z.record(z.string(), z.string()), from: z.number().int().nonnegative() });

/** One answer of a folder search, from its beginning or from a cursor. */
export async function searchFolders(call: FolderSearchCall, context: ToolContext) {
  requirePermission(sitePermissions, context.grantedScopes);
  const { name, limit } = call;
  if (wordsOf(name).length === 0) {
    throw new ToolError("invalid_input", `name: "${name}" has no letters to search for.`);
  }
  const site = call.site?.trim();
  const place = site ? checkPlace(site, "site") : undefined;
  const from = startOf(call, context);
  const oneDrive = mayReadOneDrive(context.grantedScopes);
  let leftOut = false;
  const found = await findFolders(context.graph, {
    name,
    places: place === undefined ? undefined : [place],
    from,
    limit,
    keeps({ webUrl }) {
      const keeps = oneDrive || !isInOneDrive(webUrl);
      leftOut ||= !keeps;
      return keeps;
    },
  });
  const isEmpty = found.hits.length === 0 && found.next === undefined && from === 0;
  const hits = isEmpty && oneDrive ? await ownFolders({ name, place, limit }, context) : found.hits;
  const isShort = found.next !== undefined && hits.length < limit;
  return {
    folders: hits.map(({ hit, offset }) => ({
      ...fileHit(hit.resource ?? {}, { hitId: hit.hitId, offset, userDomain: context.userDomain }),
      kind: "folder",
    })),
    moreResults: found.next !== undefined,
    ...present({
      nextCursor:
        found.next === undefined ? undefined : context.cursor.seal({ asked: askedFor(call), from: found.next }),
      nextOffset: found.next,
      incomplete: joinIncomplete([
        leftOut ? withoutOneDrive : undefined,
        found.stopped && stoppedEarly(found.stopped),
        isShort && !found.stopped
          ? { reason: `${found.looked} matches were looked through for this answer; go on with nextCursor.` }
          : undefined,
      ]),
    }),
  };
}

function startOf(call: FolderSearchCall, context: ToolContext): number {
  if (call.cursor === undefined) return call.offset ?? 0;
  const { asked, from } = context.cursor.open(call.cursor, cursorSchema);
  checkUnchanged(call, asked);
  return from;
}

/** Folders of the user's own OneDrive, which may not be in the index yet. */
async function ownFolders(
  { name, place, limit }: { name: string; place: string | undefined; limit: number },
  { graph }: ToolContext,
): Promise<PlacedHit[]> {
  const { items } = await graph.getPage(
    { path: ownDriveSearch(name), query: { $top: 100, $select: selectForItem } },
    graphDriveItem,
  );
  const isWanted = (item: GraphSearchResource) =>
    kindOfItem(item) === "folder" && isNamed(item, name) && (place === undefined || isAtPlace(item.webUrl, place));
  return items
    .filter(isWanted)
    .slice(0, limit)
    .map((resource, offset) => ({ hit: { hitId: resource.id ?? "", resource }, offset }));
}
