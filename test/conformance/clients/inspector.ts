import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desktop, Opener } from "#test/real-clients/desktop.ts";
import { freePort } from "#test/support/free-port.ts";
import { toCallResult } from "#test/support/mcp-clients.ts";
import { type ProgramRun, runProgram, scriptArguments } from "#test/support/run-program.ts";
import type { Connect } from "./real-client.ts";

const script = import.meta.resolve("@modelcontextprotocol/inspector/clients/cli/build/index.js");

export interface InspectorStart {
  mcpUrl: string;
  clientId?: string;
  desktop: Desktop;
  person: Opener;
  environment?: Readonly<Record<string, string>>;
}

/** The command line of the MCP Inspector: a process for each call. It finds schemas that other hosts can't use. */
export const connectInspector =
  (era: "legacy" | "modern"): Connect =>
  async (url, token) => {
    const home = await mkdtemp(join(tmpdir(), "m365-inspector-"));
    const connection = [url, "--transport", "http", "--header", `Authorization: Bearer ${token}`];
    const format = ["--protocol-era", era, "--format", "json", "--quiet"];
    const run = (...args: string[]) =>
      runProgram(script, [...connection, ...format, ...args], { environment: { HOME: home }, cwd: home });
    return {
      async listTools() {
        const { code, stdout, stderr } = await run("--method", "tools/list", "--strict");
        if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${stderr}`);
        return JSON.parse(stdout).result.tools;
      },
      async call(name, args) {
        const call = ["--tool-name", name, "--tool-args-json", JSON.stringify(args)];
        const { code, stdout, stderr } = await run("--method", "tools/call", ...call);
        if (stdout === "") throw new Error(`the Inspector ended with ${code}: ${stderr}`);
        return toCallResult(name, JSON.parse(stdout).result);
      },
      close: () => rm(home, { recursive: true, force: true }),
    };
  };

/**
 * Lets the Inspector's CLI come to one answer by itself: it opens the person's browser at the sign-in page, and takes
 * the code at a listener of its own. Without a client id it registers.
 */
export async function signInWithInspector(
  { mcpUrl, clientId, desktop, person, environment }: InspectorStart,
  method: readonly string[],
): Promise<ProgramRun> {
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const client = clientId === undefined ? [] : ["--client-id", clientId];
  const options = ["--transport", "http", "--callback-url", callback, "--format", "json", "--quiet", ...client];
  const command = [process.execPath, ...scriptArguments(script), mcpUrl, ...options, ...method];
  const run = desktop.run(command, { environment: { MCP_AUTO_OPEN_ENABLED: "true", ...environment } });
  return await desktop.whileSigningIn(person, run);
}
