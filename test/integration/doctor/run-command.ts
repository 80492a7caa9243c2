import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "#test/bootstrap/paths.mjs";
import type { Environment } from "#test/support/service-settings.ts";
import type { SetUp } from "./set-up.ts";

/** What `npm run doctor` printed, and its exit code. */
export interface Said {
  said: string;
  problems: string;
  code: number | null;
}

/**
 * `npm run doctor` in a folder with `.env.gateway` and `.env.workers`, as `npm run secrets` makes them.
 * @param open is given the address that a person is told to open
 */
export async function runDoctor(
  { gateway, workers, authorities }: SetUp,
  parameters: readonly string[] = [],
  { environment = {}, open }: { environment?: Environment; open?: (address: string) => void } = {},
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "doctor-command-"));
  for (const [part, settings] of Object.entries({ gateway, workers })) {
    const lines = Object.entries({ ...settings, NODE_EXTRA_CA_CERTS: authorities }).map((entry) => entry.join("="));
    writeFileSync(join(folder, `.env.${part}`), `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  const child = spawn(process.execPath, [join(root, "common/doctor/main.ts"), ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = { said: "", problems: "" };
  let isOpen = false;
  child.stdout.on("data", (chunk: Buffer) => (heard.said += chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    heard.problems += chunk;
    const [, address] = /^(https?:\S+)\n/m.exec(heard.problems) ?? [];
    if (address === undefined || isOpen) return;
    isOpen = true;
    open?.(address);
  });
  const [code] = await once(child, "close");
  rmSync(folder, { recursive: true });
  return { ...heard, code };
}
