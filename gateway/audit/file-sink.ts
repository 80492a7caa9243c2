import { closeSync, fstatSync, openSync, statSync, writeSync } from "node:fs";
import type { AuditSink } from "./audit-sink.ts";
import { createDiskSync, type DiskSync } from "./disk-sync.ts";
import { findEnd } from "./file-end.ts";

/**
 * How often the file is checked for rotation and synced to disk. A killed process loses nothing that was written; a
 * power failure loses at most the lines of this interval.
 */
const everyMs = 1_000;

/** Identifies a file by device and inode. */
const placeOf = ({ dev, ino }: { dev: number; ino: number }) => `${dev}:${ino}`;

function placeAt(path: string): string | undefined {
  try {
    return placeOf(statSync(path));
  } catch {
    return undefined;
  }
}

/**
 * Appends to a file, which is created if it doesn't exist. Rotation is detected within a second, or immediately by
 * SIGHUP; removal, before the next line. If a sync to disk fails, the next `write` throws that error.
 */
export function createFileSink(path: string): AuditSink {
  let descriptor: number | undefined;
  /** Devices and pipes have none. */
  let disk: DiskSync | undefined;
  let place: string | undefined;
  let isElsewhere = false;
  let isUnsynced = false;
  let needsLineFeed = false;
  let syncFailure: Error | undefined;

  function look(): void {
    isElsewhere = descriptor !== undefined && placeAt(path) !== place;
    if (!isUnsynced) return;
    isUnsynced = false;
    const looked = disk;
    looked?.sync().catch((error: Error) => {
      // One that was closed meanwhile was synced before, or can't be synced any more.
      if (looked === disk) syncFailure = error;
    });
  }

  async function closeFile(): Promise<void> {
    if (descriptor !== undefined) closeSync(descriptor);
    const left = disk;
    descriptor = undefined;
    disk = undefined;
    await left?.close();
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  process.on("SIGHUP", look);

  return {
    log: "file",
    open() {
      const opened = openSync(path, "a+", 0o600);
      void closeFile();
      descriptor = opened;
      const stat = fstatSync(opened);
      place = placeOf(stat);
      if (stat.isFile()) disk = createDiskSync(path);
      isElsewhere = false;
      const { needsLineFeed: isUnfinished, ...end } = findEnd(opened);
      needsLineFeed = isUnfinished;
      return end;
    },
    write(bytes) {
      if (descriptor === undefined) throw new Error("the audit file is not open");
      const failed = syncFailure;
      syncFailure = undefined;
      if (failed !== undefined) throw failed;
      if (needsLineFeed) writeSync(descriptor, "\n");
      needsLineFeed = false;
      isUnsynced = true;
      return writeSync(descriptor, bytes);
    },
    hasMoved: () => isElsewhere || (descriptor !== undefined && fstatSync(descriptor).nlink === 0),
    async close() {
      clearInterval(timer);
      process.off("SIGHUP", look);
      await closeFile();
    },
  };
}
