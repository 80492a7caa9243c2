import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ProgramRun, runCommand } from "#test/support/run-program.ts";

const standIn = fileURLToPath(new URL("./az.ts", import.meta.url));

export interface ScriptRun extends ProgramRun {
  /** `NAME=value` lines that it printed. */
  settings: Record<string, string>;
  /** Links for an admin, in order. */
  links: string[];
}

/** Runs a script of `npm run entra` unedited, in bash, where `az` leads to a fake tenant. */
export async function runAzScript(script: string, controlUrl: string): Promise<ScriptRun> {
  const folder = await mkdtemp(join(tmpdir(), "az-"));
  try {
    await writeFile(join(folder, "az"), `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`, { mode: 0o755 });
    const run = await runCommand(["bash", "-s"], {
      cwd: folder,
      environment: { PATH: [folder, process.env.PATH].join(delimiter), FAKE_CONTROL_URL: controlUrl },
      input: script,
      withinMs: 300_000,
    });
    const { stdout } = run;
    const settings = [...stdout.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]);
    const links = [...stdout.matchAll(/^https:\S+$/gm)].map(([link]) => link);
    return { ...run, settings: Object.fromEntries(settings), links };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
