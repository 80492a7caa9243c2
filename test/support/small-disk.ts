import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A file system of little room, which can be full. */
export interface SmallDisk {
  /** A folder on it. */
  path: string;
  remove(): Promise<void>;
}

/**
 * Makes one in memory, in name spaces of its own so that it takes no root, and reaches it through /proc. Undefined
 * where this machine does not allow that.
 * @param size as tmpfs takes it
 */
export async function createSmallDisk(size = "64k"): Promise<SmallDisk | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "small-disk-"));
  const script = 'mount -t tmpfs -o size="$2" none "$1" && echo ready && exec cat';
  const holder = spawn("unshare", ["--map-root-user", "--mount", "sh", "-c", script, "sh", folder, size], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<undefined>((resolve) => {
    holder.once("error", () => resolve(undefined));
    holder.once("exit", () => resolve(undefined));
  });
  const ready = once(createInterface({ input: holder.stdout }), "line");
  if ((await Promise.race([ready, ended])) === undefined) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    path: join(`/proc/${holder.pid}/root`, folder),
    async remove() {
      holder.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
