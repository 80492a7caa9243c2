import type { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { readInput, type ToolContract, type ToolNeeds, toolNeeds } from "#common/tools/define-tool.ts";

/** `limit: must be at most 25; uri: is required` */
function describeInputIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join(".") || "arguments"}: ${message}`).join("; ");
}

/**
 * The arguments that a client gives. `null` for one means that it gives none: models are asked for each, and clients
 * pass it on.
 */
export const givenArguments = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));

/** The arguments of a call as the tool takes them. Throws `invalid_input` for others. */
export function parseInput<Input extends z.ZodObject>(
  tool: Pick<ToolContract<Input>, "inputSchema" | "otherNames">,
  input: unknown,
): z.output<Input> {
  const { parsed } = readInput(tool, input);
  if (parsed.success) return parsed.data;
  throw new ToolError(
    "invalid_input",
    `${describeInputIssues(parsed.error.issues)}. Correct the arguments and call again.`,
  );
}

/** What a call needs, such as its workload. Throws `invalid_input` for arguments that the tool does not take. */
export const needsOfCall = (tool: ToolContract, input: unknown): ToolNeeds => toolNeeds(tool, parseInput(tool, input));
