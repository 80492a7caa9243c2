import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { scriptArguments } from "#test/support/run-program.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

/** mcp-remote with its own sign-in, behind a client that speaks MCP by stdio only. */
export const callWithMcpRemote: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const client = new Client({ name: "stdio-test", version: "1" });
  const script = scriptArguments(import.meta.resolve("mcp-remote/dist/proxy.js"));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...script, mcpUrl, "--allow-http", "--transport", "http-only", "--silent"],
    env: { ...desktop.environment, MCP_REMOTE_CONFIG_DIR: desktop.folder },
    stderr: "ignore",
  });
  try {
    await desktop.whileSigningIn(person, client.connect(transport, { timeout: 120_000 }));
    return (await client.callTool({ name: oneCall.tool, arguments: oneCall.args })).content;
  } finally {
    await client.close();
  }
};
