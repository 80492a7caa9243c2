import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programs } from "#test/real-clients/programs.ts";
import type { Start } from "./call-from-address.ts";

const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_TELEMETRY: "1", TERM: "xterm" };

export interface ClaudeCode {
  /** What its health check says of the server, after the sign-in. */
  health: string;
  /** The names under which its model would see the server's tools. */
  tools: string[];
}

/**
 * As far as Claude Code goes without a model: it adds the server, signs in (only in a terminal, which `script` makes),
 * checks it, and at the start of a session, before it finds no account of its own, names the tools.
 */
export async function connectClaudeCode({ mcpUrl, desktop, person }: Start): Promise<ClaudeCode> {
  const claude = programs.claudeCode.path;
  const run = (...args: string[]) => desktop.run([claude, ...args], { environment: quiet });
  await run("mcp", "add", "--transport", "http", "m365", mcpUrl);
  const login = desktop.run(["script", "-qec", `'${claude}' mcp login m365`, "/dev/null"], { environment: quiet });
  await desktop.whileSigningIn(person, login);
  const { stdout: health } = await run("mcp", "list");
  const { stdout: session } = await run("-p", "--output-format", "stream-json", "--verbose", "hello");
  const start: { tools: string[] } = JSON.parse(session.split("\n")[0] ?? "");
  return { health, tools: start.tools.filter((name) => name.startsWith("mcp__m365__")) };
}

/** As far as opencode goes without a model: it signs in and says of the server what its list says. */
export async function connectOpencode({ mcpUrl, desktop, person }: Start): Promise<string> {
  const run = (...args: string[]) => desktop.run([programs.opencode.path, "mcp", ...args]);
  const configuration = { mcp: { m365: { type: "remote", url: mcpUrl, enabled: true } } };
  await writeFile(join(desktop.folder, "opencode.json"), JSON.stringify(configuration));
  await desktop.whileSigningIn(person, run("auth", "m365"));
  return (await run("list")).stdout;
}
