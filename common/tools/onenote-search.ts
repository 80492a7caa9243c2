import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { notePermissions } from "./permissions.ts";
import { dateParameter } from "./schemas/parameters.ts";

const text = (max: number) => z.string().trim().max(max).optional();

export const maxOffset = 1_000;

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
  needsOf: ({ site }) => ({ workload: "files", permissions: notePermissions(site || undefined) }),

  inputSchema: z.strictObject({
    query: text(200).describe("Words that must all occur in the title. Omitted or * = all pages"),
    notebook: text(254).describe("Only the notebook of this name"),
    site: text(2_000).describe("Name or address of a site or team: search its notebooks instead"),
    afterDateTime: dateParameter().describe('Changed since: "today", "last week" or ISO 8601'),
    beforeDateTime: dateParameter().describe("Changed before this"),
    timeZone: text(60).describe("IANA zone of dates; default the user's"),
    limit: z.number().int().min(1).max(50).default(10).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).default(0).describe("Hits to skip: nextOffset"),
  }),
});
