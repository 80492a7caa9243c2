import { area, without } from "../removal.ts";

const runComposite = ["test/unit/gateway/composites/run-composite"];

export const composites = area("composite tools and resources", [
  without("gateway/mcp/mcp-server.ts", ["test/unit/gateway/mcp/offered-composites"], {
    "serves composite tools only to who names them":
      "chosen?.has(name) ?? findComposite(name) === undefined → chosen?.has(name) ?? true",
  }),
  without("gateway/composites/composite-tool.ts", ["test/unit/gateway/composites/search-tool"], {
    "calls nothing that the organisation has not enabled": [
      "tools.filter(({ name }) => isToolEnabled(policies, caller, name))",
      "tools.filter(({ name }) => name !== policies.onlyTenant() || tenantId === name)",
    ],
  }),
  without("gateway/mcp/mcp-server.ts", ["test/unit/gateway/mcp/resources"], {
    "reads resources only where the organisation has enabled read_resource": [
      "exchange.wantsResources && isToolEnabled(policies, caller, readResource.name)",
      "exchange.wantsResources && caller.tenantId !== readResource.name",
    ],
  }),
  without("gateway/open-call.ts", {
    "ends the parts of a call with it":
      'signal.addEventListener("abort", endWithWhole, { once: true }); → clearTimeout(undefined);',
  }),
  without("gateway/run-jobs.ts", runComposite, {
    "queues no part before the audit log has them all": [
      "if (inside.length > 0) await onAdmitted(inside.map(({ job }) => job));",
      "if (inside.length > 0) onAdmitted(inside.map(({ job }) => job)).catch(() => undefined);",
    ],
    "gives the places of parts back when the audit log fails": "for (const { place } of inside) place.leave();",
  }),
  without("gateway/composites/search-tool.ts", {
    "lets no subject name another sender in a title": 'part?.replace(likeBetween, " - ") || [] → part || []',
  }),
  without("gateway/composites/run-composite.ts", {
    "limits what the gateway parses": "maxReadBytes = 1024 * 1024; → maxReadBytes = 1024 * 1024 * 1024;",
  }),
]);
