import type { FileHit } from "#common/tools/schemas/file-hit.ts";
import type { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { searchFiles } from "./search-files.ts";

/** Finds files, folders and pages by the index of Microsoft Search. */
export const sharepointSearchHandler: ToolHandler<typeof sharepointSearch> = {
  run: searchFiles,

  toBlocks({ files, ...paging }) {
    return [...files.map((file) => (file.id === undefined ? file : asHosted(file))), paging];
  },
};

/** A full hit with the names that programs for the hosted connector expect. */
function asHosted(file: FileHit) {
  return { ...file, content: file.summary ?? "", isPartialContent: true, downloadUrl: null };
}
