import { type FileHandle, open } from "node:fs/promises";

/** Brings what was written to a file, by whichever descriptor, to the disk. */
export interface DiskSync {
  /** Rejects when the bytes may be lost. */
  sync(): Promise<void>;
  /** Syncs for the last time, as far as possible. */
  close(): Promise<void>;
}

/**
 * For the regular file that is at a path now. It has a handle of its own, because under its permission model Node syncs
 * no plain descriptor.
 */
export function createDiskSync(path: string): DiskSync {
  const opened = open(path, "r");
  // Told to whoever syncs.
  opened.catch(() => undefined);
  const withHandle = async (work: (handle: FileHandle) => Promise<void>) => await work(await opened);
  return {
    sync: () => withHandle((handle) => handle.datasync()),
    close: () => withHandle((handle) => handle.datasync().finally(() => handle.close())).catch(() => undefined),
  };
}
