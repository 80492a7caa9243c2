import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { bestPermission, type ToolContract } from "#common/tools/define-tool.ts";

type JsonSchema = Tool["inputSchema"];

export interface ListedTool {
  definition: ToolContract;
  /** As tools/list has it. */
  listed: Tool;
}

type Part = { jsonSchema: { additionalProperties?: unknown; minimum?: unknown; maximum?: unknown } };

/** That an integer is a safe one goes without saying. */
function leaveOutSafeBounds({ jsonSchema }: Part): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/**
 * An answer has at least what its schema says. That it has nothing else is not promised, and to say so of every object
 * would cost each conversation hundreds of tokens.
 */
function leaveOpen(part: Part): void {
  const { jsonSchema } = part;
  const { additionalProperties: others } = jsonSchema;
  const saysNothing = typeof others === "object" && others !== null && Object.keys(others).length === 0;
  if (others === false || saysNothing) delete jsonSchema.additionalProperties;
  leaveOutSafeBounds(part);
}

/** JSON Schema 2020-12, which MCP takes for granted where no dialect is named. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override: io === "input" ? leaveOutSafeBounds : leaveOpen,
  });
  return rest as JsonSchema;
}

/**
 * What clients see of a tool. The annotations are the same for all: every tool only reads, may be repeated, and
 * brings in text that others wrote.
 */
export function toListedTool(definition: ToolContract): ListedTool {
  const { name, title, description, inputSchema, outputSchema } = definition;
  const listed = {
    name,
    title,
    description,
    inputSchema: toJsonSchema(inputSchema, "input"),
    outputSchema: toJsonSchema(outputSchema, "output"),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
  return { definition, listed };
}

/** A tool that works in part only says so, so that the model does not ask for what can't be had. */
function withNote(listed: Tool, reduced: string | undefined): Tool {
  return reduced === undefined ? listed : { ...listed, description: `${listed.description} At present: ${reduced}.` };
}

/**
 * The tools that a caller is offered, in the order of the catalog, with what is missing of each.
 * @param granted the caller's Graph permissions; undefined = not known, nothing is left out for them
 * @param chosen the tools that the caller left switched on; undefined = all
 */
export function offeredTools(
  tools: readonly ListedTool[],
  granted: ReadonlySet<string> | undefined,
  chosen: ReadonlySet<string> | undefined,
): Tool[] {
  return tools
    .filter(({ definition }) => chosen === undefined || chosen.has(definition.name))
    .flatMap(({ definition, listed }) => {
      if (granted === undefined) return [listed];
      const permission = bestPermission(definition.permissions, granted);
      return permission === undefined ? [] : [withNote(listed, permission.reduced)];
    });
}
