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
  if (chromiumPath === undefined) return;
  const say = (line: string) => process.stderr.write(`[programs] ${line}\n`);
  const problem = await alone(join(programsFolder, "set-up.lock"), async () => {
    await mkdir(programsFolder, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      await copyFile(new URL(`programs/${file}`, import.meta.url), join(programsFolder, file));
    }
    return await installDependencies(say, { folder: programsFolder, node: process.execPath });
  });
  if (problem !== undefined) say(problem);
}
