import { findProgram } from "#test/support/find-program.ts";
import { run } from "./docker.ts";

/** What local-images.ts and import-image.ts make images of, as far as not every machine has it. */
const programs = ["redis-cli", "prometheus", "promtool", "npm", "setpriv", "enosys", "ldd", "tar"];

/**
 * Why the images and the compose files can't be tried here, as the end of "skipped because"; undefined when they can.
 */
export async function engineProblem(): Promise<string | undefined> {
  const told = process.env.TEST_ENGINE_PROBLEM;
  if (told) return told;
  if (process.platform !== "linux") return "the images are made of this machine's programs, which are not Linux's";
  for (const args of [["info"], ["buildx", "version"], ["compose", "version"]]) {
    const { code } = await run("docker", args).catch(() => ({ code: 127 }));
    if (code !== 0) return `"docker ${args.join(" ")}" fails: no Docker engine answers, or it lacks buildx or compose`;
  }
  const missing = programs.filter((name) => findProgram(name) === undefined);
  return missing.length > 0 ? `images are made of ${missing.join(" and ")}, which is not on PATH` : undefined;
}
