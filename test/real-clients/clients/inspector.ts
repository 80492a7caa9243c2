import { fileURLToPath } from "node:url";
import { freePort } from "#test/support/free-port.ts";
import { type CallFromAddress, oneCall } from "./real-sign-in.ts";

const script = fileURLToPath(import.meta.resolve("@modelcontextprotocol/inspector/clients/cli/build/index.js"));

/** One run of the MCP Inspector's command line, which signs in on the way. */
export const callWithInspector: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const call = [
    "--method",
    "tools/call",
    "--tool-name",
    oneCall.tool,
    "--tool-args-json",
    JSON.stringify(oneCall.args),
  ];
  const options = ["--transport", "http", "--callback-url", callback, "--format", "json", "--quiet"];
  const command = [process.execPath, script, mcpUrl, ...options, ...call];
  const run = desktop.run(command, { environment: { MCP_AUTO_OPEN_ENABLED: "true" } });
  const { code, stdout, stderr } = await desktop.whileSigningIn(person, run);
  if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${stderr}`);
  return JSON.parse(stdout).result.content;
};
