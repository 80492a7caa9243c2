import { createMCPClient } from "@ai-sdk/mcp";
import { toCallResult } from "#test/support/mcp-clients.ts";
import type { Connect } from "./real-client.ts";

/** The MCP client of the AI SDK, which makes every tool of a server one of its own. */
export const connectAiSdk: Connect = async (url, token) => {
  const headers = { authorization: `Bearer ${token}` };
  const client = await createMCPClient({ transport: { type: "http", url, headers } });
  const tools = await client.tools();
  return {
    listTools: async () => (await client.listTools()).tools,
    async call(name, args) {
      const result = await tools[name]?.execute(args, { toolCallId: "1", messages: [], context: {} });
      if (result === undefined || Symbol.asyncIterator in result) throw new Error(`the AI SDK has no tool ${name}`);
      return toCallResult(name, result);
    },
    close: () => client.close(),
  };
};
