/** Percent-decodes a text once (RFC 3986 §2.1). Undefined for a malformed sequence. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
