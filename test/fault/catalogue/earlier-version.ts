import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import { run, succeed } from "#test/engine/docker.ts";
import { linkPackages } from "#test/support/repository-copy.ts";

/** The last commit before 1.0.0; from 1.1.0 on the tag of the version before. */
const earlierVersion = "b1fd83d2";

async function dependenciesIn(folder: string): Promise<string> {
  return JSON.stringify(JSON.parse(await readFile(join(folder, "package.json"), "utf8")).dependencies);
}

/**
 * Checks the version before out into an empty folder, with its packages.
 * @returns false where the history lacks it, as in a shallow clone
 */
export async function checkOutEarlierVersion(folder: string): Promise<boolean> {
  const archive = join(folder, "earlier.tar");
  const parts = ["gateway", "workers", "common", "package.json", "package-lock.json", ".npmrc"];
  const { code } = await run("git", ["archive", "--output", archive, earlierVersion, ...parts], { cwd: root });
  if (code !== 0) return false;
  await succeed("tar", ["--extract", "--file", archive, "--directory", folder]);
  if ((await dependenciesIn(folder)) === (await dependenciesIn(root)))
    linkPackages(join(root, "node_modules"), join(folder, "node_modules"));
  else await succeed("npm", ["ci", "--omit=dev", "--ignore-scripts"], { cwd: folder });
  return true;
}
