import type { z } from "zod";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** The parts of Graph with limits of their own; each has its own queue, breaker and concurrency. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/** How messages call what serves a workload. */
export const serviceNames: Readonly<Record<Workload, string>> = {
  search: "Microsoft Search",
  outlook: "Outlook",
  teams: "Microsoft Teams",
  files: "SharePoint and OneDrive",
};

/** One set of delegated Graph scopes that lets a tool work. */
export interface ToolPermission {
  scopes: readonly string[];
  /** What is missing in this mode, in words for the caller; absent = full. */
  reduced?: string;
}

/** Alternatives, best first; one of them must be granted as a whole. */
export type ToolPermissions = readonly [ToolPermission, ...ToolPermission[]];

/** What one call needs. */
export interface ToolNeeds {
  workload: Workload;
  permissions: ToolPermissions;
  /** What kind of thing is read, where the input says so; for the audit log. */
  resourceKind?: string;
}

export interface ToolDefinition<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
  Name extends string = string,
> {
  /** Wire name, as the hosted connector has it. */
  name: Name;
  title: string;
  description: string;
  workload: Workload;
  /** What the tool needs at least for some input: with none of them granted it is not offered at all. */
  permissions: ToolPermissions;
  /**
   * Only where what a call needs depends on its input, such as the kind of a URI. Ask by `toolNeeds`.
   * Throws a `ToolError` for an input that can't be served whatever is granted.
   */
  needsOf?(input: z.output<Input>): ToolNeeds;
  inputSchema: Input;
  outputSchema: Output;
  /** Rejects with a `ToolError` for what the caller can act on. */
  handler(input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
  /** The output as callers of the hosted connector expect it: one JSON value per hit, then paging. */
  toBlocks(output: z.output<Output>): readonly unknown[];
}

/** Gives a tool its types: what the handler takes and returns follows from the two schemas. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject, const Name extends string>(
  tool: ToolDefinition<Input, Output, Name>,
): ToolDefinition<Input, Output, Name> {
  return tool;
}

/** What this call of a tool needs. `input` is what the tool's `inputSchema` gave. Throws as `needsOf` does. */
export function toolNeeds(tool: ToolDefinition, input: Record<string, unknown>): ToolNeeds {
  return tool.needsOf?.(input) ?? { workload: tool.workload, permissions: tool.permissions };
}

/** The best alternative of which every scope is granted; undefined = `permission_missing`. */
export function bestPermission(
  permissions: ToolPermissions,
  grantedScopes: ReadonlySet<string>,
): ToolPermission | undefined {
  return permissions.find(({ scopes }) => scopes.every((scope) => grantedScopes.has(scope)));
}
