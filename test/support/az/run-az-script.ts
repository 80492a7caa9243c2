import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const standIn = fileURLToPath(new URL("./az.ts", import.meta.url));

export interface ScriptRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** `NAME=value` lines that it printed. */
  settings: Record<string, string>;
  /** Links for an admin, in order. */
  links: string[];
}

/** Runs a script of `npm run entra` unedited, in bash, where `az` leads to a fake tenant. */
export async function runAzScript(script: string, controlUrl: string): Promise<ScriptRun> {
  const folder = await mkdtemp(join(tmpdir(), "az-"));
  try {
    const az = join(folder, "az");
    await writeFile(az, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
    await chmod(az, 0o755);
    const child = spawn("bash", ["-s"], {
      cwd: folder,
      env: { PATH: [folder, process.env.PATH].join(delimiter), FAKE_CONTROL_URL: controlUrl },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(script);
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const settings = [...stdout.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]);
    const links = [...stdout.matchAll(/^https:\S+$/gm)].map(([link]) => link);
    return { code, stdout, stderr, settings: Object.fromEntries(settings), links };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
