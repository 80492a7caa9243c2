import type { ToolName } from "#common/tools/catalog.ts";

/** The most tokens that a hit of the demo may take, by the list that has it. */
export const hitBars = {
  outlook_email_search: { list: "messages", most: 270 },
  outlook_calendar_search: { list: "events", most: 300 },
  sharepoint_search: { list: "files", most: 240 },
  sharepoint_folder_search: { list: "folders", most: 200 },
  chat_message_search: { list: "messages", most: 180 },
} as const satisfies Partial<Record<ToolName, { list: string; most: number }>>;

export type HitTool = keyof typeof hitBars;
export const hitTools = Object.keys(hitBars) as HitTool[];

/** The first cursor of a search: about 300 characters. */
export const mostOfCursor = 200;

/** An answer to a question that asks for no more than tools give by default. */
export const mostOfAnswer = 20_000;

/** A chat of fifty messages as a model reads it. */
export const mostOfChat = 1_500;

/** tools/list: all tools, and those of the security guide to the hosted connector, which may be enabled alone. */
export const listBars = { all: 4_000, guide: 2_500 };

export const guideTools: ReadonlySet<string> = new Set<ToolName>([
  "sharepoint_search",
  "sharepoint_folder_search",
  "outlook_email_search",
  "outlook_calendar_search",
  "find_meeting_availability",
  "chat_message_search",
  "read_resource",
]);
