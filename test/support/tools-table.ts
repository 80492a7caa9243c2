import { catalog } from "#common/tools/catalog.ts";
import type { ToolDefinition } from "#common/tools/define-tool.ts";
import { markdownTable } from "./marked-block.ts";

/** Up to and with the first full stop. */
const firstSentence = (text: string) => /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;

function permissionCell({ permissions, needsOf }: ToolDefinition): string {
  const alternatives = permissions.map(({ scopes, reduced }) => {
    const all = scopes.map((scope) => `\`${scope}\``).join(" and ");
    return reduced === undefined ? all : `${all} (reduced: ${reduced})`;
  });
  return alternatives.join(", or ") + (needsOf === undefined ? "" : "; more for some arguments");
}

/** Every tool: what it does, and the delegated Graph permissions that it needs. */
export function toolsTable(): string {
  const rows = catalog.map((tool: ToolDefinition) => [
    `\`${tool.name}\``,
    firstSentence(tool.description),
    permissionCell(tool),
  ]);
  return markdownTable(["tool", "what it gives", "delegated permission"], rows);
}
