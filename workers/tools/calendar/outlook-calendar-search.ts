import { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchCalendar } from "./search-calendar.ts";

/** Finds events in one calendar. */
export const outlookCalendarSearchHandler = defineHandler(outlookCalendarSearch, {
  run: searchCalendar,

  toBlocks({ events, ...paging }) {
    return [...events, paging];
  },
});
