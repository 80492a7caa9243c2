import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { taskPermissions } from "./permissions.ts";
import { maxOffset, periodParameters, textParameter } from "./schemas/parameters.ts";

/** Finds the user's tasks in Microsoft To Do and Planner. */
export const tasksSearch = defineTool({
  name: "tasks_search",
  title: "Search tasks",
  description:
    "Tasks in Microsoft To Do and Planner, by text, list and due date. " +
    "Of Planner, those assigned to the user in basic plans; a plan's whole board, by bucket, if list names it. " +
    "Soonest due first, undated last; read_resource gives a task's note, checklist and links.",
  firstSentenceJa:
    "Microsoft To Do のタスク、Planner でご本人に割り当てられたタスク、名前を指定したプランの全タスクを検索します。",
  workload: "outlook",
  permissions: taskPermissions,

  inputSchema: z.strictObject({
    query: textParameter(
      500,
      'Words that must all begin a word of title, list, category or To Do note; "a phrase". Omitted or * = all',
    ),
    list: textParameter(254, "Only this To Do list, or everybody's tasks in this Planner plan"),
    status: z.enum(["open", "completed", "all"]).default("open").describe("Default open"),
    ...periodParameters('Due at or after this: ISO 8601, "today", "next week"', "Due before this"),
    limit: z.number().int().min(1).max(50).default(20).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).default(0).describe("Hits to skip: nextOffset"),
  }),
});
