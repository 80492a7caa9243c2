import { ToolError } from "#common/errors.ts";
import { decodePercent, sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { quotedPath } from "#workers/text/short-text.ts";
import { undefinedIfFailed } from "#workers/tools/optional-request.ts";
import type { Gap } from "#workers/tools/paging/short-answer.ts";
import { walkStart } from "#workers/tools/paging/walk-pages.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { isInOneDrive } from "./file-access.ts";
import { checkPlace, indexedAddress, isWithin } from "./file-address.ts";
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
export async function placesNamed(query: FileQuery, graph: GraphDoor): Promise<{ query: FileQuery; incomplete?: Gap }> {
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
    const near = await foldersLike({ name: path.at(-1) ?? "", places: site }, graph);
    throw new ToolError(
      "not_found",
      `folderName: no folder "${folderName}" was found. ${near ?? "Give another name, or its https address."}`,
    );
  }
  const isMore = all.length > places.length || found.next !== undefined;
  return {
    query: { ...query, places, isResolved: true },
    incomplete:
      isMore &&
      `More than ${places.length} folders may be called "${folderName}"; only those in effectiveQuery.places were ` +
        "searched. Pass a folder's https address, or site.",
  };
}

/** The beginning of a word by which folders of a similar name are found. */
const beginning = 3;
const maxLike = 15;

/**
 * Names folders that there are, where none has the wanted name: those of the site, or else those with a word that
 * begins like its own. Undefined if there are none.
 */
export async function foldersLike(
  { name, places }: { name: string; places?: readonly string[] | undefined },
  graph: GraphDoor,
): Promise<string | undefined> {
  const [word = ""] = wordsOf(name).sort((one, other) => other.length - one.length);
  const like = places === undefined ? Array.from(word).slice(0, beginning).join("") : "";
  if (places === undefined && like === "") return undefined;
  const walk = await undefinedIfFailed(() =>
    findFolders(graph, {
      name: like,
      places,
      from: walkStart(),
      limit: maxLike,
      // Whether OneDrives may be read is known to the caller alone.
      keeps: ({ webUrl }) => !isInOneDrive(webUrl),
    }),
  );
  const found = (walk?.hits ?? []).flatMap(({ hit }) => indexedAddress(hit.resource?.webUrl ?? "") ?? []);
  const [above] = places ?? [];
  const named = found.map((one) =>
    quotedPath(cleanLine(one.slice(above === undefined ? one.indexOf("/", 8) : above.length))),
  );
  const where = above === undefined ? `Folders that begin with "${like}"` : "Folders there";
  return named.length === 0 ? undefined : `${where}: ${named.join(", ")}.`;
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
