type Utf16 = "utf-16le" | "utf-16be";

/** The encoding that a byte order mark names; undefined where there is no mark. */
export function byteOrderMark([first, second, third]: Uint8Array): "utf-8" | Utf16 | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

/**
 * The byte order of UTF-16 without a mark, told from NULs at even or at odd offsets alone. Undefined when it is not
 * UTF-16.
 */
export function unmarkedUtf16(head: Uint8Array): Utf16 | undefined {
  const nuls = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const half = head.length / 2;
  if (odd > half * 0.4 && even < half * 0.05) return ifReadable("utf-16le", head);
  return even > half * 0.4 && odd < half * 0.05 ? ifReadable("utf-16be", head) : undefined;
}

function ifReadable(encoding: Utf16, head: Uint8Array): Utf16 | undefined {
  return /[\p{Cc}--[\t\n\r\f]]/v.test(new TextDecoder(encoding).decode(head)) ? undefined : encoding;
}
