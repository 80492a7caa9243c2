import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { installDependencies } from "#test/bootstrap/install.mjs";
import { alone } from "#test/bootstrap/lock.mjs";
import { chromiumPath, programsFolder } from "./programs.ts";

/**
 * Runs once before the tests of the stage `real-clients`: brings the programs that only it needs, more than a gigabyte.
 * What can't be brought is a loud skip of the tests that need it. Without a browser all of them are skipped.
 */
export async function setup(): Promise<void> {
  if (chromiumPath !== undefined) await bringPrograms(new URL("programs/", import.meta.url), programsFolder);
}

/** Installs in a folder what the lock file beside `named` says. What went wrong is said, and no error. */
export async function bringPrograms(named: URL, folder: string): Promise<void> {
  const say = (line: string) => process.stderr.write(`[programs] ${line}\n`);
  await mkdir(folder, { recursive: true });
  const problem = await alone(join(folder, "set-up.lock"), async () => {
    for (const file of ["package.json", "package-lock.json"]) await copyFile(new URL(file, named), join(folder, file));
    return await installDependencies(say, { folder, node: process.execPath });
  });
  if (problem !== undefined) say(problem);
}
