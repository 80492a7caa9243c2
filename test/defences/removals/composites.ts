import { alike, area } from "../removal.ts";

const runComposite = ["test/unit/gateway/composites/run-composite"];

export const composites = area("composite tools and resources", [
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
  },
  ...alike({ file: "gateway/run-jobs.ts", noticedBy: runComposite }, [
    {
      defence: "queues no part before the audit log has them all",
      find: "if (inside.length > 0) await onAdmitted(inside.map(({ job }) => job));",
      put: "if (inside.length > 0) onAdmitted(inside.map(({ job }) => job)).catch(() => undefined);",
    },
    {
      defence: "gives the places of parts back when the audit log fails",
      find: "for (const { place } of inside) place.leave();",
    },
  ]),
  {
    defence: "lets no subject name another sender in a title",
    file: "gateway/composites/search-tool.ts",
    find: 'part?.replace(likeBetween, " - ") || []',
    put: "part || []",
  },
  {
    defence: "limits what the gateway parses",
    file: "gateway/composites/run-composite.ts",
    find: "maxReadBytes = 1024 * 1024;",
    put: "maxReadBytes = 1024 * 1024 * 1024;",
  },
]);
