import { connectLegacy, connectModern } from "#test/support/mcp-clients.ts";
import { connectAiSdk } from "../clients/ai-sdk.ts";
import { connectMcpRemote } from "../clients/mcp-remote.ts";
import { testClients } from "../real-calls.ts";

testClients([
  { name: "@modelcontextprotocol/client", connect: connectModern },
  { name: "@modelcontextprotocol/sdk", connect: connectLegacy },
  { name: "@ai-sdk/mcp", connect: connectAiSdk },
  { name: "mcp-remote", connect: connectMcpRemote },
]);
