import type { Tool } from "@modelcontextprotocol/server";
import type { CompositeTool } from "#gateway/composites/composite-tool.ts";
import { composites } from "#gateway/composites/composites.ts";
import { enabledTools, grantedTools } from "#gateway/composites/enabled-tools.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import { listedAs } from "./tool-list.ts";

const listedComposites = composites.map((composite: CompositeTool) => ({
  composite,
  listed: listedAs(composite.contract),
}));

/**
 * The composite tools that a caller has named and that can answer anything: at least one of the tools behind them is
 * enabled for the organisation and has a permission. Each is described by these tools.
 * @param granted the caller's Graph permissions; undefined = unknown, so no tool is left out
 * @param chosen what the caller has named; undefined = nothing
 */
export function offeredComposites(options: {
  policies: TenantPolicies;
  tenantId: string;
  granted: ReadonlySet<string> | undefined;
  chosen: ReadonlySet<string> | undefined;
}): Tool[] {
  const { policies, tenantId, granted, chosen } = options;
  return listedComposites
    .filter(({ listed }) => chosen?.has(listed.name))
    .flatMap(({ composite, listed }) => {
      const usable = grantedTools(enabledTools(composite, policies, tenantId), granted);
      return usable.length === 0 ? [] : [{ ...listed, description: composite.describe(usable) }];
    });
}
