/**
 * Decodes bytes. Undefined when the charset is unknown or the bytes are not valid in it; the last character may be cut.
 */
export function decodeStrictly(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
