import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { toCallResult } from "#test/support/mcp-clients.ts";
import { scriptArguments } from "#test/support/run-program.ts";
import type { Connect } from "./real-client.ts";

/** mcp-remote, which brings a server to programs that speak MCP by stdio only. It ends with its stdin. */
export const connectMcpRemote: Connect = async (url, token) => {
  const folder = await mkdtemp(join(tmpdir(), "m365-mcp-remote-"));
  const client = new Client({ name: "stdio-test", version: "1" });
  const options = ["--allow-http", "--transport", "http-only", "--silent"];
  // biome-ignore lint/suspicious/noTemplateCurlyInString: mcp-remote itself puts the variable in
  const header = ["--header", "Authorization:${AUTHORIZATION}"];
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [...scriptArguments(import.meta.resolve("mcp-remote/dist/proxy.js")), url, ...options, ...header],
      env: { AUTHORIZATION: `Bearer ${token}`, MCP_REMOTE_CONFIG_DIR: folder, HOME: folder },
      stderr: "ignore",
    }),
  );
  return {
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args) => toCallResult(name, await client.callTool({ name, arguments: args })),
    async close() {
      await client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
