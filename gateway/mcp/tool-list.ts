import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { bestPermission, type ToolDefinition } from "#common/tools/define-tool.ts";

type JsonSchema = Tool["inputSchema"];

export interface ListedTool {
  definition: ToolDefinition;
  /** As tools/list has it. */
  listed: Tool;
}

/**
 * An answer has at least what its schema says. That it has nothing else is not promised, and to say so of every object
 * would cost each conversation hundreds of tokens.
 */
function leaveOpen({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void {
  const { additionalProperties: others } = jsonSchema;
  const saysNothing = typeof others === "object" && others !== null && Object.keys(others).length === 0;
  if (others === false || saysNothing) delete jsonSchema.additionalProperties;
}

/**
 * What clients see of a tool. The annotations are the same for all: every tool only reads, may be repeated, and
 * brings in text that others wrote.
 */
export function toListedTool(definition: ToolDefinition): ListedTool {
  const { name, title, description, inputSchema, outputSchema } = definition;
  const listed = {
    name,
    title,
    description,
    inputSchema: z.toJSONSchema(inputSchema, { io: "input" }) as JsonSchema,
    outputSchema: z.toJSONSchema(outputSchema, { io: "output", override: leaveOpen }) as JsonSchema,
    annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
  return { definition, listed };
}

/**
 * The tools that a caller is offered, in the order of the catalog.
 * @param granted the caller's Graph permissions; undefined = not known, nothing is left out for them
 * @param chosen the tools that the caller left switched on; undefined = all
 */
export function offeredTools(
  tools: readonly ListedTool[],
  granted: ReadonlySet<string> | undefined,
  chosen: ReadonlySet<string> | undefined,
): Tool[] {
  return tools
    .filter(({ definition }) => granted === undefined || bestPermission(definition.permissions, granted) !== undefined)
    .filter(({ definition }) => chosen === undefined || chosen.has(definition.name))
    .map(({ listed }) => listed);
}
