import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, statSync, writeSync } from "node:fs";
import type { AuditSink } from "./audit-sink.ts";
import { findEnd } from "./file-end.ts";

/**
 * How often the file is looked at (was it rotated?) and what was written is forced onto the disk. So a killed process
 * loses nothing that was written, and a machine that loses its power at most the lines of this time.
 */
const everyMs = 1_000;

/** The same file, by what the file system calls it. */
const placeOf = ({ dev, ino }: { dev: number; ino: number }) => `${dev}:${ino}`;

function placeAt(path: string): string | undefined {
  try {
    return placeOf(statSync(path));
  } catch {
    return undefined;
  }
}

/**
 * Appends to a file, which is made when it is not there. A file that logrotate renamed is noticed within a second, or
 * at once by SIGHUP; one that was removed before the next line.
 * When the disk did not take what the system had taken for it, the next `write` throws that.
 */
export function createFileSink(path: string): AuditSink {
  let descriptor: number | undefined;
  let place: string | undefined;
  let isElsewhere = false;
  let isUnsynced = false;
  let needsLineFeed = false;
  let syncFailure: Error | undefined;

  function look(): void {
    isElsewhere = descriptor !== undefined && placeAt(path) !== place;
    if (!isUnsynced || descriptor === undefined) return;
    isUnsynced = false;
    fdatasync(descriptor, (error) => {
      // A device or a pipe has nothing to sync; a descriptor that was closed meanwhile was synced by that.
      if (error !== null && error.code !== "EINVAL" && error.code !== "EBADF") syncFailure = error;
    });
  }

  function letGo(): void {
    if (descriptor === undefined) return;
    try {
      fdatasyncSync(descriptor);
    } catch {
      // What can't be synced now can't be later: the file is somebody else's from here on.
    }
    closeSync(descriptor);
    descriptor = undefined;
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  process.on("SIGHUP", look);

  return {
    log: "file",
    open() {
      const opened = openSync(path, "a+", 0o600);
      letGo();
      descriptor = opened;
      place = placeOf(fstatSync(opened));
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
    close() {
      clearInterval(timer);
      process.off("SIGHUP", look);
      letGo();
    },
  };
}
