import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { notePermissions } from "./permissions.ts";
import { maxOffset, periodParameters, textParameter } from "./schemas/parameters.ts";

/** Finds OneNote pages by their titles, and section files by their text. */
export const onenoteSearch = defineTool({
  name: "onenote_search",
  title: "Search OneNote",
  description:
    "OneNote pages by words in their titles, the newest first. " +
    "Page bodies are not searched; sections also lists section files that hold the words. " +
    "read_resource reads pages, sections and notebooks by uri, all from onenote:///notebooks.",
  firstSentenceJa: "OneNote のページを、タイトルに含まれる語で新しい順に検索します。",
  workload: "files",
  permissions: notePermissions(undefined),
  needsOf: ({ site }) => ({ permissions: notePermissions(site || undefined) }),

  inputSchema: z.strictObject({
    query: textParameter(200, "Words that must all occur in the title. Omitted or * = all pages"),
    notebook: textParameter(254, "Only the notebook of this name"),
    site: textParameter(2_000, "Name or address of a site or team: search its notebooks instead"),
    ...periodParameters('Changed since: "today", "last week" or ISO 8601', "Changed before this"),
    limit: z.number().int().min(1).max(50).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).default(0).describe("Hits to skip: nextOffset"),
  }),
});
