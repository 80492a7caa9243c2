import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { describeError, type Logger } from "#common/logger.ts";
import type { ToolContract } from "#common/tools/define-tool.ts";
import { version } from "#common/version.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import type { AskGrantedScopes } from "#gateway/granted-scopes.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { CallRegistry } from "./call-registry.ts";
import { createMcpServerFactory } from "./mcp-server.ts";
import { keepAliveMs } from "./send-response.ts";
import type { SentChallenges } from "./sent-challenges.ts";
import { toListedTool } from "./tool-list.ts";

/** The MCP SDK's handler for both protocol eras, over a catalog of tools. Made once per process. */
export function createMcpRouteHandler(options: {
  catalog: readonly ToolContract[];
  callTool: CallTool;
  callRegistry: CallRegistry;
  askGrantedScopes: AskGrantedScopes;
  sentChallenges: SentChallenges;
  policies: TenantPolicies;
  logger: Logger;
}): McpHttpHandler {
  const { catalog, logger, ...dependencies } = options;
  const tools = catalog.map(toListedTool);
  const buildServer = createMcpServerFactory({
    ...dependencies,
    tools,
    version,
  });
  return createMcpHandler(buildServer, {
    keepAliveMs,
    onerror: (error) => logger.debug(describeError(error), "the MCP SDK refused a message"),
  });
}
