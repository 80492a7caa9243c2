import { sharepointSearch } from "#common/tools/sharepoint-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import type { FileHit } from "./file-hit.ts";
import { searchFiles } from "./search-files.ts";

/** Finds files, folders and pages by the index of Microsoft Search. */
export const sharepointSearchHandler = defineHandler(sharepointSearch, {
  run: searchFiles,

  toBlocks({ files, ...paging }) {
    return [...files.map((file) => (file.id === undefined ? file : asHosted(file))), paging];
  },
});

/** A full hit with the names that programs for the hosted connector expect. */
function asHosted(file: FileHit) {
  return { ...file, content: file.summary ?? "", isPartialContent: true, downloadUrl: null };
}
