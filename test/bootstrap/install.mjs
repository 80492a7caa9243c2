import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { npmCommand } from "./npm.mjs";
import { root } from "./paths.mjs";

/**
 * @typedef {{ optional?: boolean, dev?: boolean, devOptional?: boolean }} Use
 * @typedef {Use & { version?: string, integrity?: string }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Runs `npm ci` unless node_modules holds what package-lock.json asks for. Install scripts stay off.
 *
 * @param {(line: string) => void} say
 * @param {{ folder?: string, node?: string, isForProduct?: boolean }} [where] `folder` has package.json;
 *   `node` is for npm, see npm.mjs; `isForProduct`: the packages that run the product are enough
 * @returns {Promise<string | undefined>} what went wrong, in one line
 */
export async function installDependencies(say, { folder = root, node, isForProduct = false } = {}) {
  const { installed, wanted } = await packagesOf(folder);
  if (wanted === undefined) return "package-lock.json is missing or damaged: bring it back with git.";
  if (installed !== undefined && satisfies(installed, wanted, isForProduct)) return undefined;
  say(`${installed === undefined ? "node_modules is missing" : "package-lock.json has changed"}: running npm ci`);
  // What npm has in its cache needs no question to the registry: the lock file has the hash of each package.
  const flags = [
    isForProduct ? "--omit=dev" : "--include=dev",
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

/** Whether the packages that run the product are there, as after `npm ci --omit=dev`. */
export async function hasProductPackages() {
  const { installed = {}, wanted } = await packagesOf(root);
  return wanted !== undefined && satisfies(installed, wanted, true);
}

/** @param {string} folder */
async function packagesOf(folder) {
  const installed = await lockedPackages(join(folder, "node_modules", ".package-lock.json"));
  return { installed, wanted: await lockedPackages(join(folder, "package-lock.json")) };
}

/**
 * Whether npm's own list of what it installed agrees with the lock file. Packages for other platforms may be missing.
 *
 * @param {LockedPackages} installed
 * @param {LockedPackages} wanted
 * @param {boolean} [isForProduct] whether packages for development may be missing, too
 */
export function satisfies(installed, wanted, isForProduct = false) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev, devOptional }]) => {
    if (path === "" || (isForProduct && dev === true)) return true;
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
