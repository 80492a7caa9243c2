import type { z } from "zod";
import type { Caller } from "#common/call.ts";
import type { ToolError } from "#common/errors.ts";
import type { PartOutput } from "#common/queue/protocol.ts";
import { bestPermission, type ToolContract } from "#common/tools/define-tool.ts";
import { isToolEnabled, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";

/** What one of the tools behind a composite one gave: its output, without pictures, or why there is none. */
export type PartAnswer = { tool: ToolContract } & (PartOutput | { error: ToolError });

/**
 * A tool that the gateway makes of others: it calls them side by side and joins their answers. It knows what their
 * contracts say of them, and nothing of Microsoft Graph. It is offered only to who names it, and as far as the tools
 * behind it are.
 */
export interface CompositeTool<Input extends z.ZodObject = z.ZodObject, Name extends string = string> {
  contract: Pick<ToolContract<Input, Name>, "name" | "title" | "description" | "inputSchema"> & {
    /** Clients read what is made of it in a form of their own. */
    outputSchema: z.ZodObject;
  };
  /** The tools behind it, in the order in which their answers are joined. */
  tools: readonly ToolContract[];
  /** Description for somebody who may use these of its tools. */
  describe(usable: readonly ToolContract[]): string;
  /** The arguments with which one of them is called. Throws `invalid_input`. */
  argumentsFor(tool: ToolContract, input: z.output<Input>): Record<string, unknown>;
  /** The answer, from those of the parts. At least one of them has an output. */
  join(answers: readonly PartAnswer[], input: z.output<Input>): Record<string, unknown>;
}

/** Infers the types of a composite tool. */
export function defineComposite<Input extends z.ZodObject, const Name extends string>(
  composite: CompositeTool<Input, Name>,
): CompositeTool<Input, Name> {
  return composite;
}

/** The tools behind a composite one that the organisation has enabled. Without any, that isn't enabled either. */
export const enabledTools = ({ tools }: CompositeTool, policies: TenantPolicies, caller: Caller): ToolContract[] =>
  tools.filter(({ name }) => isToolEnabled(policies, caller, name));

/**
 * Tools that have a permission with which they work.
 * @param granted the caller's Graph permissions; undefined = unknown, so no tool is left out
 */
export const grantedTools = (
  tools: readonly ToolContract[],
  granted: ReadonlySet<string> | undefined,
): readonly ToolContract[] =>
  granted === undefined ? tools : tools.filter(({ permissions }) => bestPermission(permissions, granted) !== undefined);
