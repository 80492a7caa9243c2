/**
 * The bytes of base64url text, or undefined unless the text is their one way to be written. Node's decoder is lenient:
 * it skips foreign characters and ignores the last bits, so that several texts would be the same value.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
