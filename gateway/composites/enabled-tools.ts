import { bestPermission, type ToolContract } from "#common/tools/define-tool.ts";
import { isToolEnabled, type TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { CompositeTool } from "./composite-tool.ts";

/** The tools behind a composite one that the organisation has enabled. Without any, that isn't enabled either. */
export const enabledTools = ({ tools }: CompositeTool, policies: TenantPolicies, tenantId: string): ToolContract[] =>
  tools.filter(({ name }) => isToolEnabled(policies, tenantId, name));

/**
 * Those of the tools that have a permission with which they work.
 * @param granted the caller's Graph permissions; undefined = unknown, so no tool is left out
 */
export const grantedTools = (
  tools: readonly ToolContract[],
  granted: ReadonlySet<string> | undefined,
): readonly ToolContract[] =>
  granted === undefined ? tools : tools.filter(({ permissions }) => bestPermission(permissions, granted) !== undefined);
