import fc from "fast-check";

/**
 * Texts of any characters, as of `fc.string({ unit: "binary" })`, which makes a map of all 1,112,064 of them first:
 * 0.7 s and 150 MB in each process.
 */
export const binaryText = ({ minLength = 0, maxLength = 40 } = {}): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(character(0xff), character(0xffff), character(0x10ffff)), { minLength, maxLength })
    .map((all) => all.join(""));

const character = (max: number) =>
  fc
    .integer({ min: 0, max })
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code));
