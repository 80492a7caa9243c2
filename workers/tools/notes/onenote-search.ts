import { onenoteSearch } from "#common/tools/onenote-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchNotes } from "./search-notes.ts";

/** Finds OneNote pages by their titles, and section files by their text. */
export const onenoteSearchHandler = defineHandler(onenoteSearch, {
  run: searchNotes,

  toBlocks({ pages, sections = [], ...paging }) {
    return [...pages, ...sections, paging];
  },
});
