import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { ToolDefinition } from "#common/tools/define-tool.ts";

type JsonSchema = Tool["inputSchema"];

/**
 * What clients see of a tool. The annotations are the same for all: every tool only reads, may be repeated, and
 * brings in text that others wrote.
 */
export function toListedTool(tool: ToolDefinition): Tool {
  const { name, title, description, inputSchema, outputSchema } = tool;
  return {
    name,
    title,
    description,
    inputSchema: z.toJSONSchema(inputSchema, { io: "input" }) as JsonSchema,
    outputSchema: z.toJSONSchema(outputSchema, { io: "output" }) as JsonSchema,
    annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
}
