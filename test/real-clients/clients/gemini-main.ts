/**
 * What Gemini CLI does at `/mcp auth` and at a tool call, by its own core: its command line has both only in a session
 * with a model. Arguments: the core's file, the server's address, a tool, its arguments. Prints the call's result.
 */
import { pathToFileURL } from "node:url";

const [core = "", mcpUrl = "", tool = "", args = "{}"] = process.argv.slice(2);
const { MCPOAuthProvider, connectToMcpServer } = await import(pathToFileURL(core).href);
const server = { httpUrl: mcpUrl, type: "http", oauth: { enabled: true } };
await new MCPOAuthProvider().authenticate("m365", server.oauth, mcpUrl);
const workspace = { getDirectories: () => [process.cwd()], onDirectoriesChanged: () => () => undefined };
const session = { sanitizationConfig: {}, emitMcpDiagnostic() {}, setUserInteractedWithMcp() {} };
const client = await connectToMcpServer("0", "m365", server, false, workspace, session);
process.stdout.write(`\n${JSON.stringify(await client.callTool({ name: tool, arguments: JSON.parse(args) }))}\n`);
process.exit(0);
