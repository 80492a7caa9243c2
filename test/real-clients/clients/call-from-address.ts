import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { signInWithInspector } from "#test/conformance/clients/inspector.ts";
import { createSignInMemory } from "#test/demo/stage/oauth-provider.ts";
import type { Person } from "#test/real-clients/chromium/person.ts";
import type { Desktop } from "#test/real-clients/desktop.ts";
import { programs } from "#test/real-clients/programs.ts";
import { oauthClients } from "#test/support/oauth-clients.ts";
import { scriptArguments } from "#test/support/run-program.ts";

/** What a client starts with: an address, and a person at a desktop. */
export interface Start {
  mcpUrl: string;
  desktop: Desktop;
  person: Person;
}

/** One tool call of one kind is enough here: what tools answer to each client, the stage `conformance` tests. */
export const oneCall = { tool: "outlook_email_search", args: { limit: 1 } } as const;

/** Signs in, makes that call and gives the content of its result. */
export type CallFromAddress = (start: Start) => Promise<unknown>;

const caller =
  (signInWith: (typeof oauthClients)[number][1]): CallFromAddress =>
  async ({ mcpUrl, person }) => {
    const browser = async (page: URL) => (await person.signIn(page.href)).searchParams;
    const client = await signInWith({ mcpUrl, memory: createSignInMemory(), browser });
    try {
      return (await client.call(oneCall.tool, oneCall.args)).texts;
    } finally {
      await client.close();
    }
  };

/** The two SDKs with the OAuth code that they bring, in this process. */
export const sdks = oauthClients.map(([name, signInWith]) => [name, caller(signInWith)] as const);

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

/** One run of the MCP Inspector's command line, which signs in on the way. */
export const callWithInspector: CallFromAddress = async (start) => {
  const call = ["--tool-name", oneCall.tool, "--tool-args-json", JSON.stringify(oneCall.args)];
  const { code, stdout, stderr } = await signInWithInspector(start, ["--method", "tools/call", ...call]);
  if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${stderr}`);
  return JSON.parse(stdout).result.content;
};

/** One run of mcporter's command line, which signs in on the way. */
export const callWithMcporter: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const call = ["call", "--http-url", mcpUrl, "--allow-http", oneCall.tool, `limit:${oneCall.args.limit}`];
  const command = [process.execPath, programs.mcporter.path, ...call, "--output", "json"];
  const { code, stdout, stderr } = await desktop.whileSigningIn(person, desktop.run(command));
  if (code !== 0) throw new Error(`mcporter ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};

/** The core of Gemini CLI, in a process of its own. It opens a browser only where there is a display, and asks. */
export const callWithGemini: CallFromAddress = async ({ mcpUrl, desktop, person }) => {
  const script = scriptArguments(new URL("gemini-main.ts", import.meta.url).href);
  const args = [programs.geminiCore.path, mcpUrl, oneCall.tool, JSON.stringify(oneCall.args)];
  const run = desktop.run([process.execPath, ...script, ...args], { environment: { DISPLAY: ":0" }, input: "y\n" });
  const { code, stdout, stderr } = await desktop.whileSigningIn(person, run);
  if (code !== 0) throw new Error(`the core of Gemini CLI ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "").content;
};
