import type { outlookCalendarSearch } from "#common/tools/outlook-calendar-search.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { searchCalendar } from "./search-calendar.ts";

/** Finds events in one calendar. */
export const outlookCalendarSearchHandler: ToolHandler<typeof outlookCalendarSearch> = {
  run: searchCalendar,

  toBlocks({ events, ...paging }) {
    return [...events, paging];
  },
};
