import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import type { Screen } from "#test/demo/terminal/screen.ts";
import type { Environment } from "#test/support/service-settings.ts";
import { signInByBrowser } from "./sign-in-by-browser.ts";

/** Signs the person in, and has `npm run graph-check` try every request with their token, which is not kept. */
export async function checkGraph(screen: Screen, mcpUrl: string, workers: Environment): Promise<void> {
  const token = await signInByBrowser(mcpUrl, (address) => {
    screen.line("Open this in a browser and sign in:");
    screen.line(address);
  });
  const child = spawn(process.execPath, [join(root, "workers/graph-check/main.ts")], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", ...workers },
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin.end(token);
  await once(child, "close");
}
