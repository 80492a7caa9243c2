import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toCallResult } from "#test/support/mcp-clients.ts";
import { type ProgramRun, runProgram } from "../run-program.ts";
import type { RealClient } from "./real-client.ts";

const script = import.meta.resolve("@modelcontextprotocol/inspector/clients/cli/build/index.js");

export interface Inspector extends RealClient {
  /** One run of the Inspector's CLI: `["--method", "tools/list"]` and the like. */
  run(...args: string[]): Promise<ProgramRun>;
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
    runProgram(script, [...connection, ...format, ...args], {
      environment: { HOME: home },
      cwd: home,
    });

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
        await resultOf("--method", "tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args)),
      ),
    close: () => rm(home, { recursive: true, force: true }),
  };
}
