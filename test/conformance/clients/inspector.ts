import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "#test/support/free-port.ts";
import { toCallResult } from "#test/support/mcp-clients.ts";
import { type ProgramRun, runProgram } from "#test/support/run-program.ts";
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

const browserScript = fileURLToPath(new URL("inspector-browser.ts", import.meta.url));

/**
 * Lets the Inspector's CLI come to tools/list by itself: it opens a browser at the sign-in page, in which the person
 * picks the account, and takes the code at a listener of its own. Without a client id it registers.
 */
export async function signInWithInspector(
  { url, clientId, loginHint }: { url: string; clientId?: string; loginHint: string },
  caCertificatePath: string,
): Promise<ProgramRun> {
  const home = await mkdtemp(join(tmpdir(), "m365-inspector-"));
  try {
    // What it opens a browser with is `open` on macOS, and on Linux a script of its own that asks BROWSER.
    const browser = join(home, "open");
    await writeFile(browser, `#!/bin/sh\nexec "${process.execPath}" "${browserScript}" "$@"\n`, { mode: 0o700 });
    const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
    const client = clientId === undefined ? [] : ["--client-id", clientId];
    const options = ["--transport", "http", "--callback-url", callback, "--format", "json", "--quiet", ...client];
    return await runProgram(script, [url, ...options, "--method", "tools/list"], {
      environment: {
        HOME: home,
        PATH: `${home}${delimiter}${process.env.PATH ?? ""}`,
        BROWSER: browser,
        LOGIN_HINT: loginHint,
        MCP_AUTO_OPEN_ENABLED: "true",
        NODE_EXTRA_CA_CERTS: caCertificatePath,
      },
      cwd: home,
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
