import { connectInspector } from "../clients/inspector.ts";
import { testClients } from "../real-calls.ts";

testClients([
  { name: "the MCP Inspector's command line, legacy", connect: connectInspector("legacy"), isCommandLine: true },
  { name: "the MCP Inspector's command line, modern", connect: connectInspector("modern"), isCommandLine: true },
]);
