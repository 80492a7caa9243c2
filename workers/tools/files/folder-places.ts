import { ToolError } from "#common/errors.ts";
import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";
import type { Incomplete } from "#common/tools/schemas/incomplete.ts";
import { walkStart } from "#workers/tools/paging/walk-state.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { checkPlace, isWithin } from "./file-address.ts";
import type { FileQuery } from "./file-query.ts";
import { findFolders } from "./find-folders.ts";

/** The largest number of folders with the same name that a search is restricted to. */
const maxPlaces = 10;
/**
 * The largest length of their addresses together. A query has each of them three times, beside the caller's own, and at
 * most 4,096 characters
 * (https://learn.microsoft.com/sharepoint/dev/general-development/keyword-query-language-kql-syntax-reference).
 */
const maxAddressCharacters = 800;

/**
 * Resolves the folder of a query to addresses, inside its site if it has one. A folder is given by its address, its
 * name, or the end of its path, such as `Reports/2026`. Rejects with `not_found`.
 */
export async function placesNamed(
  query: FileQuery,
  graph: GraphDoor,
): Promise<{ query: FileQuery; incomplete?: Incomplete }> {
  const { folderName, places: site } = query;
  if (folderName === undefined || query.isResolved) return { query };
  if (/^https:/i.test(folderName)) {
    const place = checkPlace(folderName, "folderName");
    if (site !== undefined && !site.some((above) => isWithin(place, above))) {
      throw new ToolError("invalid_input", "folderName: this address is not below site. Leave one of them out.");
    }
    return { query: { ...query, places: [place], isResolved: true } };
  }
  const path = partsOfPath(folderName);
  const found = await findFolders(graph, {
    name: path.at(-1) ?? folderName,
    places: site,
    from: walkStart(),
    limit: maxPlaces + 1,
    keeps: ({ webUrl }) => endsWith(webUrl, path),
  });
  const all = found.hits
    .flatMap(({ hit }) => sharePointAddress(hit.resource?.webUrl ?? "")?.href ?? [])
    .map((address) => checkPlace(address, "folderName"));
  const places = fitting(all);
  if (places.length === 0) {
    throw new ToolError(
      "not_found",
      `folderName: no folder "${folderName}" was found. ` +
        "Find its exact name with sharepoint_folder_search, or pass its https address.",
    );
  }
  const isMore = all.length > places.length || found.next !== undefined;
  return {
    query: { ...query, places, isResolved: true },
    ...(isMore && {
      incomplete: {
        reason:
          `More than ${places.length} folders may be called "${folderName}"; ` +
          "only those in effectiveQuery.places were searched. Pass a folder's https address, or site.",
      },
    }),
  };
}

/** The first of them that fit into one query; always one. */
function fitting(places: readonly string[]): string[] {
  const lengths = places.map((_, at) => places.slice(0, at + 1).join("").length);
  return places.slice(0, maxPlaces).filter((_, at) => at === 0 || (lengths[at] ?? 0) <= maxAddressCharacters);
}

/** The names in the end of a path, such as `Reports/2026`. */
export function partsOfPath(text: string): string[] {
  return text
    .split("/")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Whether the path of a URL ends with these names. */
export function endsWith(webUrl: string | null | undefined, names: readonly string[]): boolean {
  const path = (URL.parse(webUrl ?? "")?.pathname ?? "").split("/").filter((part) => part !== "");
  const last = path.slice(-names.length).map((part) => (decodePercent(part) ?? part).toLowerCase());
  return last.join("/") === names.join("/").toLowerCase();
}
