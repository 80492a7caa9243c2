import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { noteTargetIn } from "#common/tools/resource-uri/addresses/sharepoint-addresses.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { isInOneDrive, mayReadOneDrive } from "#workers/tools/files/file-access.ts";
import { fileHit } from "#workers/tools/files/file-hit.ts";
import { planFileSearch } from "#workers/tools/files/file-query.ts";
import { searchPage } from "#workers/tools/files/graph-search.ts";
import { hasCode, isNotThere } from "#workers/tools/optional-request.ts";
import { beginnings } from "#workers/tools/query/kql.ts";
import { shownFields, withoutEmpty } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ListedNotes } from "./note-lists.ts";

const shown = 5;
/** The end of the name of a file with a section. */
export const sectionFile = /\.one$/i;

export interface SectionFiles {
  sections: ListedNotes[];
  gaps: string[];
}

const none: SectionFiles = { sections: [], gaps: [] };

/**
 * The section files (`.one`) that Microsoft Search finds by words, which the pages in them may hold. Only where
 * SharePoint may be read. Where its address names a section, it is read by that, else by the file.
 */
export async function findSectionFiles(
  { words, site }: { words: readonly string[]; site: string | undefined },
  { graph, grantedScopes, userDomain, clock: askClock }: ToolContext,
): Promise<SectionFiles> {
  if (words.length === 0 || !grantedScopes.has("Sites.Read.All")) return none;
  const kql = beginnings(words.join(" "));
  if (kql === "") return none;
  const plan = planFileSearch({ kql, fileType: "one", ...(site !== undefined && { places: [site] }), shown: {} });
  try {
    const [{ hits }, clock] = await Promise.all([searchPage(graph, plan, { from: 0, size: 25 }), askClock()]);
    const files = hits
      .filter(({ resource }) => resource != null && (mayReadOneDrive(grantedScopes) || !isInOneDrive(resource.webUrl)))
      .map(({ hitId, summary, resource }) =>
        fileHit(resource ?? {}, { hitId, summary, offset: 0, userDomain, clock, fields: shownFields("full") }),
      );
    return {
      sections: files.slice(0, shown).map(({ uri, name, summary, webUrl, lastModifiedDateTime: modified }) => {
        const isLink = webUrl !== undefined && noteTargetIn(webUrl) !== undefined;
        return withoutEmpty({
          uri: isLink ? webUrl : uri,
          name: name.replace(sectionFile, ""),
          notebook: folderOf(webUrl),
          summary,
          modified,
          webUrl: isLink ? undefined : webUrl,
        });
      }),
      gaps: [],
    };
  } catch (error) {
    // Errors of Microsoft Search, beside which the titles are answered.
    if (!isNotThere(error) && !hasCode(error, "unsupported_type", "forbidden", "rate_limited", "unavailable"))
      throw error;
    return { sections: [], gaps: [`Section files could not be searched: ${error.message}`] };
  }
}

/** The folder of a section file, which is its notebook or a group of sections. */
function folderOf(webUrl: string | undefined): string | undefined {
  const folder = (webUrl ?? "").split(/[?#]/, 1)[0]?.split("/").at(-2) ?? "";
  return cleanLine(decodePercent(folder) ?? "") || undefined;
}
