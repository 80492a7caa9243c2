import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { sitePermissions } from "./permissions.ts";
import { cursorParameter, detailParameter, textParameter } from "./schemas/parameters.ts";

/** Finds folders by a part of their name. */
export const sharepointFolderSearch = defineTool({
  name: "sharepoint_folder_search",
  title: "Search SharePoint folders",
  description:
    "Folders in SharePoint and OneDrive, by a part of their name. " +
    "read_resource lists one by its uri; sharepoint_search searches in it by folderName.",
  firstSentenceJa: "SharePoint と OneDrive のフォルダーを名前の一部で検索します。",
  workload: "search",
  permissions: sitePermissions,

  inputSchema: z.strictObject({
    name: textParameter(255, "Words of the name or their beginnings, or the end of the path, Reports/2026"),
    site: textParameter(2_000, "Site name, or address of a site or library"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(50).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(10_000).optional().describe("Place to begin at"),
    cursor: cursorParameter("nextCursor, with the same name"),
  }),
});
