import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** The command lines and environments of all its processes, as others on this machine may see them (on Linux). */
  processes: string;
}

function readFileOf(pid: number | string, path: string): string {
  try {
    return readFileSync(`/proc/${pid}/${path}`, "utf8");
  } catch {
    return ""; // it has ended, or this is no Linux
  }
}

/** What can be seen of a process and of those that it has started. */
function seenOf(pid: number | string): string {
  const children = readFileOf(pid, `task/${pid}/children`).split(" ").filter(Boolean);
  return [readFileOf(pid, "cmdline"), readFileOf(pid, "environ"), ...children.map(seenOf)].join("\n");
}

/**
 * `npm run doctor` in a folder with `.env.gateway` and `.env.workers`, as `npm run secrets` makes them.
 * @param open is given the address that a person is told to open, and what types a line at the terminal
 */
export async function runDoctor(
  { gateway, workers, authorities }: SetUp,
  parameters: readonly string[] = [],
  {
    environment = {},
    open,
  }: { environment?: Environment; open?: (address: string, type: (line: string) => void) => void } = {},
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), "doctor-command-"));
  for (const [part, settings] of Object.entries({ gateway, workers })) {
    const lines = Object.entries({ ...settings, NODE_EXTRA_CA_CERTS: authorities }).map((entry) => entry.join("="));
    writeFileSync(join(folder, `.env.${part}`), `${lines.join("\n")}\n`, { mode: 0o600 });
  }
  const child = spawn(process.execPath, [join(root, "common/doctor/main.ts"), ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const heard = { said: "", problems: "", processes: "" };
  const watch = setInterval(() => (heard.processes += seenOf(child.pid ?? "self")), 100);
  let isOpen = false;
  child.stdout.on("data", (chunk: Buffer) => (heard.said += chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    heard.problems += chunk;
    const [, address] = /^(https?:\S+)\n/m.exec(heard.problems) ?? [];
    if (address === undefined || isOpen) return;
    isOpen = true;
    open?.(address, (line) => void child.stdin.write(`${line}\n`));
  });
  const [code] = await once(child, "close");
  clearInterval(watch);
  rmSync(folder, { recursive: true });
  return { ...heard, code };
}
