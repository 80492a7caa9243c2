import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { npmCommand } from "./npm.mjs";
import { root } from "./paths.mjs";

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json asks for. Install scripts stay off: the only one this
 * project needs is asked for by name in node-24.mjs, with every npm in the same way.
 *
 * @param {(line: string) => void} say
 * @param {{ folder: string, node?: string }} [where] `folder` has package.json; `node` is for npm, see npm.mjs
 * @returns {Promise<string | undefined>} what went wrong, in one line
 */
export async function installDependencies(say, { folder, node } = { folder: root }) {
  const wanted = await lockedPackages(join(folder, "package-lock.json"));
  if (wanted === undefined) return "package-lock.json is missing or damaged: bring it back with git.";
  const installed = await lockedPackages(join(folder, "node_modules", ".package-lock.json"));
  if (installed !== undefined && satisfies(installed, wanted)) return undefined;
  say(`${installed === undefined ? "node_modules is missing" : "package-lock.json has changed"}: running npm ci`);
  // What npm has in its cache needs no question to the registry: the lock file has the hash of each package.
  const flags = [
    "--include=dev",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const code = await runChild(npmCommand(["ci", "--prefix", folder, ...flags], node));
  if (code === 0) return undefined;
  return (
    `npm ci failed with exit code ${code}. Check that this machine reaches its npm registry, then run the same ` +
    "command again."
  );
}

/**
 * Whether npm's own list of what it installed agrees with the lock file. Packages for other platforms may be missing.
 *
 * @param {LockedPackages} installed
 * @param {LockedPackages} wanted
 */
export function satisfies(installed, wanted) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === "") return true;
    const there = installed[path];
    if (there === undefined) return optional === true || devOptional === true;
    return there.version === version && there.integrity === integrity;
  });
}

/**
 * @param {string} file
 * @returns {Promise<LockedPackages | undefined>}
 */
async function lockedPackages(file) {
  try {
    return JSON.parse(await readFile(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
