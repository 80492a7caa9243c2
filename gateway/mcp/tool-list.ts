import type { Tool } from "@modelcontextprotocol/server";
import { z } from "zod";
import { bestPermission, type ToolContract } from "#common/tools/define-tool.ts";

type JsonSchema = Tool["inputSchema"];

export interface ListedTool {
  definition: ToolContract;
  /** As tools/list has it. */
  listed: Tool;
}

/** What tools/list leaves out of a schema, since each conversation pays for it and no call needs it to be right. */
const unlisted = {
  /** A call beyond them is refused in words. Only the maximum of a number is worth knowing before. */
  input: ["minLength", "maxLength", "minimum", "maxItems", "additionalProperties"],
  /** Further members are allowed, as JSON Schema's default says, so that they can be added later. */
  output: ["additionalProperties"],
} as const;

/** JSON Schema 2020-12, which is MCP's default where no dialect is named. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      for (const keyword of unlisted[io]) delete jsonSchema[keyword];
    },
  });
  return rest as JsonSchema;
}

/** What a client is told of a tool. */
type Face = Pick<ToolContract, "name" | "title" | "description" | "inputSchema"> & {
  /** Only of the tools whose answers ChatGPT reads in a form of its own. */
  outputSchema?: z.ZodObject;
};

/** What clients see of a tool. The annotations are the same for all: each only reads, and returns text of others. */
export const listedAs = ({ name, title, description, inputSchema, outputSchema }: Face): Tool => ({
  name,
  title,
  description,
  inputSchema: toJsonSchema(inputSchema, "input"),
  ...(outputSchema && { outputSchema: toJsonSchema(outputSchema, "output") }),
  annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: true },
});

export const toListedTool = (definition: ToolContract): ListedTool => ({ definition, listed: listedAs(definition) });

/** A tool that works only in part says so, so that the model does not ask for what is not available. */
function withNote(listed: Tool, reduced: string | undefined): Tool {
  return reduced === undefined ? listed : { ...listed, description: `${listed.description} At present: ${reduced}.` };
}

/** Whether a tool reads content of the organisation, which it has to grant: more than who the person is. */
export const readsContent = ({ definition }: ListedTool): boolean =>
  definition.permissions.every(({ scopes }) => scopes.some((scope) => scope !== "User.Read"));

/**
 * The tools that a caller is offered, in the order of the catalog, each with what is missing.
 * @param granted the caller's Graph permissions; undefined = unknown, so no tool is left out
 * @param chosen the tools that the caller left enabled; undefined = all
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
