import { tasksSearch } from "#common/tools/tasks-search.ts";
import { defineHandler } from "#workers/tools/tool-handler.ts";
import { searchTasks } from "./search-tasks.ts";

/** Finds the user's tasks in To Do and Planner. */
export const tasksSearchHandler = defineHandler(tasksSearch, {
  run: searchTasks,

  toBlocks({ tasks, ...paging }) {
    return [...tasks, paging];
  },
});
