import type { ToolDefinition } from "#common/tools/define-tool.ts";
import { splitFirstLine } from "./first-line.ts";
import { beingUpdated } from "./other-version.ts";

/**
 * What a tool answers: two members of an MCP `CallToolResult`, each as its JSON text. A worker writes them, and no
 * gateway reads them: it only passes them on.
 */
export interface ToolOutput {
  /** For callers of the hosted connector: one text block per hit, each JSON, then what is needed to go on. */
  content: Buffer;
  structuredContent: Buffer;
}

/** @param output as the tool's `outputSchema` gave it */
export function toToolOutput(tool: ToolDefinition, output: Record<string, unknown>): ToolOutput {
  const content = tool.toBlocks(output).map((block) => ({ type: "text", text: JSON.stringify(block) }));
  return {
    content: Buffer.from(JSON.stringify(content)),
    structuredContent: Buffer.from(JSON.stringify(output)),
  };
}

export const joinToolOutput = ({ content, structuredContent }: ToolOutput): Buffer =>
  Buffer.concat([content, Buffer.from("\n"), structuredContent]);

/** What `joinToolOutput` joined. Throws `unavailable` for what only a worker of another version can have joined. */
export function splitToolOutput(bytes: Buffer): ToolOutput {
  const parts = splitFirstLine(bytes);
  if (parts === undefined) throw beingUpdated();
  return { content: parts.line, structuredContent: parts.rest };
}
