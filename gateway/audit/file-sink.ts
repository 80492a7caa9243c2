import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { splitLine } from "./chain.ts";

/** What a destination ends with when it is opened. */
export interface FoundEnd {
  /** MAC of its last complete line. */
  after?: string;
  /** Bytes at its end that are not a complete line. */
  torn?: Buffer;
}

/** Destination of audit lines. It never blocks: the caller retries what it didn't accept. */
export interface AuditSink {
  log: "stdout" | "file";
  /** Returns the number of bytes that were accepted. Throws, with the system's error code, if none were. */
  write(bytes: Uint8Array): number;
  /** Whether the destination was rotated, removed or replaced, so that lines go to the old one. */
  hasMoved(): boolean;
  /** Opens the destination; again after it has moved. Throws if that fails. */
  open(): FoundEnd;
  /** Syncs accepted bytes to disk and closes the destination. */
  close(): Promise<void>;
}

/**
 * Brings what was written to the regular file that is at a path now, by whichever descriptor, to the disk. It has a
 * handle of its own, because under its permission model Node syncs no plain descriptor.
 */
function createDiskSync(path: string) {
  const opened = open(path, "r");
  // Told to whoever syncs.
  opened.catch(() => undefined);
  const withHandle = async (work: (handle: FileHandle) => Promise<void>) => await work(await opened);
  return {
    /** Rejects when the bytes may be lost. */
    sync: () => withHandle((handle) => handle.datasync()),
    /** Syncs for the last time, as far as possible. */
    close: () => withHandle((handle) => handle.datasync().finally(() => handle.close())).catch(() => undefined),
  };
}

/** Much longer than any line. */
const maxTailBytes = 64 * 1024;
const lineFeed = "\n";

/** The last bytes of a regular file. Empty for anything else. */
function readTail(descriptor: number): Buffer {
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) return Buffer.alloc(0);
  const length = Math.min(stat.size, maxTailBytes);
  const tail = Buffer.alloc(length);
  return tail.subarray(0, readSync(descriptor, tail, 0, length, stat.size - length));
}

/**
 * Reads how an existing audit file ends. Anything after its last complete line was left by a process that was killed or
 * could no longer write.
 */
function findEnd(descriptor: number): FoundEnd & { needsLineFeed: boolean } {
  // Latin-1 preserves every byte.
  const lines = readTail(descriptor).toString("latin1").split(lineFeed);
  const rest = lines.pop() ?? "";
  const isWhole = (line: string) => splitLine(Buffer.from(line, "latin1")) !== undefined;
  const last = lines.findLast(isWhole);
  const tornLine = rest === "" && last !== lines.at(-1) ? lines.at(-1) : rest;
  const after = last === undefined ? undefined : splitLine(Buffer.from(last, "latin1"))?.mac;
  return {
    needsLineFeed: rest !== "",
    ...(after !== undefined && { after }),
    ...(tornLine !== undefined && tornLine !== "" && { torn: Buffer.from(tornLine, "latin1") }),
  };
}

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
  let disk: ReturnType<typeof createDiskSync> | undefined;
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
