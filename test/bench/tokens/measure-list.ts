import { catalog } from "#common/tools/catalog.ts";
import { toListedTool } from "#gateway/mcp/mcp-server.ts";
import { countedTokens } from "#test/support/count-tokens.ts";
import { guideTools } from "./token-bars.ts";

/** Tokens of tools/list: of each tool, of all, and of those of the guide. */
export function measureList(): { tools: Record<string, number>; all: number; guide: number } {
  const listed = catalog.map((tool) => toListedTool(tool).listed);
  return {
    tools: Object.fromEntries(listed.map((tool) => [tool.name, countedTokens(tool)])),
    all: countedTokens(listed),
    guide: countedTokens(listed.filter(({ name }) => guideTools.has(name))),
  };
}
