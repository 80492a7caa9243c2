import type { tasksSearch } from "#common/tools/tasks-search.ts";
import type { ToolHandler } from "#workers/tools/tool-handler.ts";
import { searchTasks } from "./search-tasks.ts";

/** Finds the user's tasks in To Do and Planner. */
export const tasksSearchHandler: ToolHandler<typeof tasksSearch> = {
  run: searchTasks,

  toBlocks({ tasks, ...paging }) {
    return [...tasks, paging];
  },
};
