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
