import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { defineTool } from "./define-tool.ts";
import { fileSearchPermissions } from "./permissions.ts";
import { cursorParameter, detailParameter, periodParameters, textParameter } from "./schemas/parameters.ts";

/** Finds files, folders and pages by the index of Microsoft Search. */
export const sharepointSearch = defineTool({
  name: "sharepoint_search",
  title: "Search SharePoint and OneDrive",
  description:
    "Files, folders, pages and lists in SharePoint and OneDrive, by text or property. " +
    "Best first; read_resource reads one by its uri.",
  firstSentenceJa: "SharePoint と OneDrive のファイル、フォルダー、ページ、リストをテキストやプロパティで検索します。",
  workload: "search",
  permissions: fileSearchPermissions,
  needsOf({ mode, query, cursor, order }) {
    const isByMeaning = mode === "meaning" && cursor === undefined;
    if (isByMeaning && !/[\p{L}\p{N}]/u.test(query ?? ""))
      throw new ToolError("invalid_input", "query: mode meaning needs a question to look for.");
    if (isByMeaning && order !== undefined && order !== "relevance")
      throw new ToolError("invalid_input", "order: mode meaning gives the best first; leave order out.");
    return { permissions: fileSearchPermissions, isByMeaning };
  },

  inputSchema: z.strictObject({
    query: textParameter(1_000, 'KQL: words (all must occur), "a phrase", AND OR NOT, title: author: filename:'),
    mode: z.enum(["meaning"]).optional().describe("query is a question; gives extracts"),
    ...periodParameters(
      'Changed since: "today", "last week" or ISO 8601; a day stands for its first moment',
      "Changed before this",
    ),
    fileType: textParameter(20, "Extension, e.g. pdf; aspx = pages; list = lists, rows"),
    folderName: textParameter(500, "Folder name, path or address"),
    site: textParameter(2_000, "Site name, or address of a site, library, list or folder"),
    author: textParameter(254, "Name or address"),
    order: z.enum(["newest", "oldest", "relevance"]).optional().describe("By last change; default relevance"),
    detail: detailParameter(),
    limit: z.number().int().min(1).max(50).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(10_000).optional().describe("Place to begin at"),
    cursor: cursorParameter("nextCursor, with the same query"),
  }),
});
