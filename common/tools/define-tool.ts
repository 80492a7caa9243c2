import type { z } from "zod";
import type { Workload } from "#common/workload.ts";

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

/** What clients see of a tool, and what a call of it needs. What it does is its handler, in `workers/tools/`. */
export interface ToolContract<
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
}

/** Gives a contract its types: what a handler takes and returns follows from the two schemas. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject, const Name extends string>(
  contract: ToolContract<Input, Output, Name>,
): ToolContract<Input, Output, Name> {
  return contract;
}

/** What this call of a tool needs. `input` is what the tool's `inputSchema` gave. Throws as `needsOf` does. */
export function toolNeeds(contract: ToolContract, input: Record<string, unknown>): ToolNeeds {
  return contract.needsOf?.(input) ?? { workload: contract.workload, permissions: contract.permissions };
}

/** The best alternative of which every scope is granted; undefined = `permission_missing`. */
export function bestPermission(
  permissions: ToolPermissions,
  grantedScopes: ReadonlySet<string>,
): ToolPermission | undefined {
  return permissions.find(({ scopes }) => scopes.every((scope) => grantedScopes.has(scope)));
}
