import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import type { Screen } from "#test/demo/terminal/screen.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { signInByBrowser } from "./sign-in-by-browser.ts";

/** The person's token; undefined, and the reason on the screen, when the sign-in fails, as without a consent. */
async function tokenOf(screen: Screen, mcpUrl: string): Promise<string | undefined> {
  try {
    return await signInByBrowser(mcpUrl, (address) => {
      screen.line("Open this in a browser and sign in:");
      screen.line(address);
    });
  } catch (error) {
    screen.line(`The sign-in failed: ${error instanceof Error ? error.message : String(error)}`);
    screen.line("docs/troubleshooting.md says who can fix it, by the number that starts with AADSTS.");
    return undefined;
  }
}

/** Signs the person in, and has `npm run graph-check` try every request with their token, which is not kept. */
export async function checkGraph(screen: Screen, mcpUrl: string, workers: Environment): Promise<void> {
  const token = await tokenOf(screen, mcpUrl);
  if (token === undefined) return;
  const child = spawn(process.execPath, ["--disable-sigusr1", join(root, "workers/graph-check/main.ts")], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", ...workers },
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin.end(token);
  await once(child, "close");
}
