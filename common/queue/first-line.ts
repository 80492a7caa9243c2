const lineFeed = 0x0a;

/**
 * Splits two texts at the first line feed. The first is JSON, which has no raw line feed (RFC 8259, 7). Undefined when
 * there is none. Nothing is copied.
 */
export function splitFirstLine(bytes: Buffer): { line: Buffer; rest: Buffer } | undefined {
  const end = bytes.indexOf(lineFeed);
  return end < 0 ? undefined : { line: bytes.subarray(0, end), rest: bytes.subarray(end + 1) };
}
