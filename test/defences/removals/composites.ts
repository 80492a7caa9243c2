import type { Area } from "../removal.ts";

const runComposite = ["test/unit/gateway/composites/run-composite"];

export const composites: Area = {
  name: "composite tools and resources",
  removals: [
    {
      defence: "serves composite tools only to who names them",
      file: "gateway/mcp/mcp-server.ts",
      find: "chosen?.has(name) ?? findComposite(name) === undefined",
      put: "chosen?.has(name) ?? true",
      noticedBy: ["test/unit/gateway/mcp/offered-composites"],
    },
    {
      defence: "calls nothing that the organisation has not enabled",
      file: "gateway/composites/composite-tool.ts",
      find: "tools.filter(({ name }) => isToolEnabled(policies, caller, name))",
      put: "tools.filter(({ name }) => name !== policies.onlyTenant() || tenantId === name)",
      noticedBy: ["test/unit/gateway/composites/search-tool"],
    },
    {
      defence: "reads resources only where the organisation has enabled read_resource",
      file: "gateway/mcp/mcp-server.ts",
      find: "exchange.wantsResources && isToolEnabled(policies, caller, readResource.name)",
      put: "exchange.wantsResources && caller.tenantId !== readResource.name",
      noticedBy: ["test/unit/gateway/mcp/resources"],
    },
    {
      defence: "ends the parts of a call with it",
      file: "gateway/open-call.ts",
      find: 'signal.addEventListener("abort", endWithWhole, { once: true });',
      put: "clearTimeout(undefined);",
      noticedBy: ["test/unit/gateway/open-call"],
    },
    {
      defence: "queues no part before the audit log has them all",
      file: "gateway/run-jobs.ts",
      find: "if (inside.length > 0) await onAdmitted(inside.map(({ job }) => job));",
      put: "if (inside.length > 0) onAdmitted(inside.map(({ job }) => job)).catch(() => undefined);",
      noticedBy: runComposite,
    },
    {
      defence: "gives the places of parts back when the audit log fails",
      file: "gateway/run-jobs.ts",
      find: "for (const { place } of inside) place.leave();",
      put: "",
      noticedBy: runComposite,
    },
    {
      defence: "lets no subject name another sender in a title",
      file: "gateway/composites/search-tool.ts",
      find: 'part?.replace(likeBetween, " - ") || []',
      put: "part || []",
      noticedBy: ["test/unit/gateway/composites/search-tool"],
    },
    {
      defence: "limits what the gateway parses",
      file: "gateway/composites/run-composite.ts",
      find: "maxReadBytes = 1024 * 1024;",
      put: "maxReadBytes = 1024 * 1024 * 1024;",
      noticedBy: runComposite,
    },
  ],
};
