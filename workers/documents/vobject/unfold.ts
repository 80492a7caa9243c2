/**
 * A text without the line breaks that stand within a letter: lines are folded by bytes (RFC 5545 3.1, RFC 6350 3.2), so
 * that the bytes of a letter may stand in two. Otherwise it would not be UTF-8.
 */
export function joinLetters(bytes: Uint8Array): Uint8Array {
  const isFoldAt = (at: number, end: number) => {
    const next = bytes[end + 2] ?? 0;
    return (bytes[at - 1] ?? 0) >= 0x80 && (bytes[end + 1] === 0x20 || bytes[end + 1] === 0x09) && next >> 6 === 2;
  };
  if (!bytes.includes(0x0a)) return bytes;
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const end = bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 1 : at;
    if (bytes[end] === 0x0a && isFoldAt(at, end)) {
      at = end + 1;
      continue;
    }
    joined[length] = bytes[at] ?? 0;
    length += 1;
  }
  return joined.subarray(0, length);
}
