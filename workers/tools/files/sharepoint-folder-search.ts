import { sharepointFolderSearch } from "#common/tools/sharepoint-folder-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchFolders } from "./search-folders.ts";

/** Finds folders by a part of their name. */
export const sharepointFolderSearchHandler = defineHandler(sharepointFolderSearch, {
  run: searchFolders,

  toBlocks({ folders, ...paging }) {
    return [...folders, paging];
  },
});
