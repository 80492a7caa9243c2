import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const peer = { name: "@softeria/ms-365-mcp-server", version: "0.155.0" };

const folder = fileURLToPath(new URL("../../../.cache/peer", import.meta.url));
const packageFolder = join(folder, "node_modules", peer.name);

function installedVersion(): string | undefined {
  const file = join(packageFolder, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

/**
 * Brings the peer's package into the cache folder, without its install scripts. Gives its entry and a folder for its
 * logs.
 */
export function installPeer(): { entry: string; logFolder: string } {
  if (installedVersion() !== peer.version) {
    console.log(`Installing ${peer.name}@${peer.version} into .cache/peer`);
    mkdirSync(folder, { recursive: true });
    const flags = ["--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", ["install", ...flags, `${peer.name}@${peer.version}`], { stdio: "inherit" });
  }
  return { entry: join(packageFolder, "dist/index.js"), logFolder: join(folder, "logs") };
}
