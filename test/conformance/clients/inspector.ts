import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desktop, Opener } from "#test/real-clients/desktop.ts";
import { freePort } from "#test/support/free-port.ts";
import { toCallResult } from "#test/support/mcp-clients.ts";
import { type ProgramRun, runProgram, scriptArguments } from "#test/support/run-program.ts";
import type { RealClient } from "./real-client.ts";

const script = import.meta.resolve("@modelcontextprotocol/inspector/clients/cli/build/index.js");

export interface Inspector extends RealClient {
  /** One run of the Inspector's CLI: `["--method", "tools/list"]` and the like. */
  run(...args: string[]): Promise<ProgramRun>;
}

export interface InspectorStart {
  mcpUrl: string;
  clientId?: string;
  desktop: Desktop;
  person: Opener;
  environment?: Readonly<Record<string, string>>;
}

/** The command line of the MCP Inspector: a process for each call. */
export async function connectInspector(
  era: "legacy" | "modern",
  { url, token }: { url: string; token: string },
): Promise<Inspector> {
  const home = await mkdtemp(join(tmpdir(), "m365-inspector-"));
  const connection = [url, "--transport", "http", "--header", `Authorization: Bearer ${token}`];
  const format = ["--protocol-era", era, "--format", "json", "--quiet"];

  const run = (...args: string[]) =>
    runProgram(script, [...connection, ...format, ...args], { environment: { HOME: home }, cwd: home });

  async function resultOf(...args: string[]) {
    const { code, stdout, stderr } = await run(...args);
    if (stdout === "") throw new Error(`the Inspector ended with ${code}: ${stderr}`);
    return JSON.parse(stdout).result;
  }

  return {
    run,
    listTools: async () => (await resultOf("--method", "tools/list")).tools,
    call: async (name, args) =>
      toCallResult(
        name,
        await resultOf("--method", "tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args)),
      ),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

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
