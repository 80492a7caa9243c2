import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { sitePermissions } from "#common/tools/permissions.ts";
import { cleanLine } from "#workers/text/clean-text.ts";
import { quotedName } from "#workers/text/short-text.ts";
import { texts } from "#workers/tools/graph-values.ts";
import { itemsNamed } from "#workers/tools/query/searchable-text.ts";
import { requirePermission } from "#workers/tools/require-permission.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** A place in SharePoint, as it was given, or of the site that has the name. */
export interface MeantSite {
  address: string;
  /** ID of a site that was found by its name. */
  id?: string;
  /** Words by which the caller can verify it. */
  shown: string;
}

const graphSite = z.object({ id: z.string(), ...texts("displayName", "name"), webUrl: z.string() });
/** A slash in its first word: names have none, or blanks around it. */
const looksLikeAddress = /^[^\s/]*\//;
const maxCandidates = 10;

/**
 * The site that a person names by its address or name. Undefined where none is named.
 * @throws `invalid_input` for a name that several sites have, `not_found` for one that none has; both name sites
 */
export async function siteMeant(text: string | undefined, context: ToolContext): Promise<MeantSite | undefined> {
  const wanted = trimmed(text);
  if (wanted === undefined) return undefined;
  if (looksLikeAddress.test(wanted)) return { address: wanted, shown: wanted };
  requirePermission(sitePermissions, context.grantedScopes);
  const sites = await sitesLike(wanted, context);
  const [site, ...others] = await itemsNamed(sites, wanted);
  if (site === undefined) {
    const known = sites.length > 0 ? sites : await sitesLike("*", context);
    const those = known.length === 0 ? "" : ` There are: ${candidates(known)}.`;
    throw new ToolError(
      "not_found",
      `site: no site that this account can see is called ${quotedName(wanted)}.${those}`,
    );
  }
  if (others.length > 0) {
    const named = candidates([site, ...others]);
    throw new ToolError(
      "invalid_input",
      `site: several are called so. Ask which one is meant, and give its address: ${named}.`,
    );
  }
  return { address: site.webUrl, id: site.id, shown: `${site.name}, ${site.webUrl}` };
}

/** The sites that Graph finds by a name (https://learn.microsoft.com/graph/api/site-search). */
async function sitesLike(search: string, { graph }: ToolContext) {
  const query = { search, $select: "id,displayName,name,webUrl" };
  const { items } = await graph.getPage({ path: ["sites"], query, fromCaller: "query" }, graphSite);
  return items.map(({ id, displayName, name, webUrl }) => {
    return { id, name: cleanLine(displayName ?? name ?? "") || webUrl, webUrl };
  });
}

function candidates(sites: readonly { name: string; webUrl: string }[]): string {
  const shown = sites.slice(0, maxCandidates).map(({ name, webUrl }) => `${quotedName(name)} (${webUrl})`);
  const more = sites.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
