import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { taskPermissions } from "./permissions.ts";
import { dateParameter } from "./schemas/parameters.ts";

const text = (max: number) => z.string().trim().max(max).optional();

export const maxOffset = 1_000;

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
    query: text(500).describe(
      'Words that must all begin a word of title, list, category or To Do note; "a phrase". Omitted or * = all',
    ),
    list: text(254).describe("Only this To Do list, or everybody's tasks in this Planner plan"),
    status: z.enum(["open", "completed", "all"]).default("open").describe("Default open"),
    afterDateTime: dateParameter().describe('Due at or after this: ISO 8601, "today", "next week"'),
    beforeDateTime: dateParameter().describe("Due before this"),
    timeZone: text(60).describe("IANA zone of dates; default the user's"),
    limit: z.number().int().min(1).max(50).default(20).describe("Hits per answer"),
    offset: z.number().int().min(0).max(maxOffset).default(0).describe("Hits to skip: nextOffset"),
  }),
});
