import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import {
  decodePercent,
  isSharingLink,
  pathIn,
  sharePointAddress,
} from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";

/** The path in Graph of the user's own notebooks, or of those of a site. */
export function notesPath(siteId: string | undefined): readonly string[] {
  return [...(siteId === undefined ? ["me"] : ["sites", siteId]), "onenote"];
}

const graphSite = z.object({ id: z.string() });

/**
 * The id of the site at an address (https://learn.microsoft.com/graph/api/site-getbypath).
 * @throws `invalid_input` for an address that is none of SharePoint
 */
export async function siteIdAt(address: string, graph: GraphDoor): Promise<string> {
  const url = sharePointAddress(address);
  const pathname = url && decodePercent(pathIn(url));
  if (url === undefined || pathname === undefined || isSharingLink(url)) {
    throw new ToolError(
      "invalid_input",
      "site: give the address of a SharePoint site, such as https://contoso.sharepoint.com/sites/marketing.",
    );
  }
  const [, collection = "", name = ""] = /^\/(sites|teams|personal)\/([^/]+)/i.exec(pathname) ?? [];
  const path = name === "" ? ["sites", url.hostname] : ["sites", `${url.hostname}:`, collection, name];
  return (await graph.get({ path, query: { $select: "id" }, fromCaller: "link" }, graphSite)).id;
}
