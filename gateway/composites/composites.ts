import type { CompositeTool } from "./composite-tool.ts";
import { fetchTool } from "./fetch-tool.ts";
import { searchTool } from "./search-tool.ts";

/** Every composite tool, in the order in which clients see them, after those of the catalog. */
export const composites = [searchTool, fetchTool] as const satisfies readonly CompositeTool[];

export type CompositeName = (typeof composites)[number]["contract"]["name"];

/** Their names, which no tool of the catalog has. */
export const compositeNames: readonly string[] = composites.map(({ contract }) => contract.name);

export function findComposite(name: string): CompositeTool | undefined {
  return composites.find(({ contract }) => contract.name === name);
}
