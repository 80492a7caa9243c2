import fc from "fast-check";
import { binaryText } from "./binary-text.ts";

/** Text of these pieces, which mean something to whoever reads it, among any other characters. */
export const textOf = (pieces: readonly string[], maxParts: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...pieces), binaryText({ maxLength: 5 }), fc.string({ unit: "grapheme", maxLength: 5 })),
      { maxLength: maxParts },
    )
    .map((parts) => parts.join(""));
