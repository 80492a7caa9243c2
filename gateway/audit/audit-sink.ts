/** How a place that lines are added to was found. */
export interface FoundEnd {
  /** MAC of its last whole line. */
  after?: string;
  /** Bytes at its end that are no whole line. */
  torn?: Buffer;
}

/** Where lines go. It never waits: what does not fit now is the caller's to bring again. */
export interface AuditSink {
  log: "stdout" | "file";
  /** Gives how many bytes were taken. Throws, with the system's code, when none could be. */
  write(bytes: Uint8Array): number;
  /** Whether the place is no longer the one that is written to: rotated, removed or replaced. */
  hasMoved(): boolean;
  /** Opens the place; again, after it has moved. Throws when it can't be. */
  open(): FoundEnd;
  /** Makes sure that what was taken is on the disk, and lets go. */
  close(): void;
}
