import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programs } from "#test/real-clients/programs.ts";
import type { Start } from "./real-sign-in.ts";

/** As far as opencode goes without a model: it signs in and says of the server what its list says. */
export async function connectOpencode({ mcpUrl, desktop, person }: Start): Promise<string> {
  const run = (...args: string[]) => desktop.run([programs.opencode.path, "mcp", ...args]);
  const configuration = { mcp: { m365: { type: "remote", url: mcpUrl, enabled: true } } };
  await writeFile(join(desktop.folder, "opencode.json"), JSON.stringify(configuration));
  await desktop.whileSigningIn(person, run("auth", "m365"));
  return (await run("list")).stdout;
}
