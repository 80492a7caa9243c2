import type { z } from "zod";
import type { ToolContext } from "./tool-context.ts";

/** The parts of Graph with limits of their own; each has its own queue, breaker and concurrency. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/** One set of delegated Graph scopes that lets a tool work. */
export interface ToolPermission {
  scopes: readonly string[];
  /** What is missing in this mode, in words for the caller; absent = full. */
  reduced?: string;
}

export interface ToolDefinition<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  /** Wire name, as the hosted connector has it. */
  name: string;
  title: string;
  description: string;
  workload: Workload;
  /** Alternatives, best first. A tool with none of them granted is `permission_missing`. */
  permissions: readonly [ToolPermission, ...ToolPermission[]];
  inputSchema: Input;
  outputSchema: Output;
  /** Rejects with a `ToolError` for what the caller can act on. */
  handler(input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
  /** The output as callers of the hosted connector expect it: one JSON value per hit, then paging. */
  toBlocks(output: z.output<Output>): readonly unknown[];
}

/** Gives a tool its types: what the handler takes and returns follows from the two schemas. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: ToolDefinition<Input, Output>,
): ToolDefinition<Input, Output> {
  return tool;
}
