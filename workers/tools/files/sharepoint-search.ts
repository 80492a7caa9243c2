import type { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { searchFiles } from "./search-files.ts";

/** Finds files, folders and pages by the index of Microsoft Search. */
export const sharepointSearchHandler: ToolHandler<typeof sharepointSearch> = {
  run: searchFiles,

  toBlocks({ files, ...paging }) {
    // Clients of the hosted connector expect these names.
    return [
      ...files.map((file) => ({ ...file, content: file.summary ?? "", isPartialContent: true, downloadUrl: null })),
      paging,
    ];
  },
};
