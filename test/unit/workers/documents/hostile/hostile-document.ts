export interface HostileDocument {
  make(): Uint8Array;
  /** How reading must end; a pattern is of the error's message, undefined leaves it open. */
  expected: "text" | "error" | RegExp | undefined;
  /** Takes so long that the test gives it less time than the product does. */
  isEndless?: boolean;
}

/** Documents by their names, whose reading all must end alike. */
export const ending = (
  expected: HostileDocument["expected"],
  makers: Readonly<Record<string, HostileDocument["make"]>>,
  more: Pick<HostileDocument, "isEndless"> = {},
): Record<string, HostileDocument> =>
  Object.fromEntries(Object.entries(makers).map(([what, make]) => [what, { make, expected, ...more }]));

export const megabyte = 1_000_000;

/** Repeats up to a size in bytes. */
export const fill = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length));

export const numbered = (count: number, write: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => write(at)).join("");
