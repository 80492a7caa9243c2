export interface HostileDocument {
  make(): Uint8Array;
  /** How reading must end; a pattern is of the error's message, undefined leaves it open. */
  expected: "text" | "error" | RegExp | undefined;
  /** Takes so long that the test gives it less time than the product does. */
  isEndless?: boolean;
}
