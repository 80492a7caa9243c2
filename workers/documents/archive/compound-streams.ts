const signature = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Whether the bytes begin as an OLE compound file (MS-CFB). */
export function isCompoundFile(bytes: Uint8Array): boolean {
  return signature.equals(bytes.subarray(0, signature.length));
}

/**
 * Whether a compound file has a stream or storage of that name. Searches the bytes for the name,
 * wherever the directory lies. Opens nothing, so a broken file is no error. False for any other file.
 */
export function hasCompoundStream(bytes: Uint8Array, name: string): boolean {
  if (!isCompoundFile(bytes)) return false;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = Buffer.from(`${name}\0`, "utf16le");
  // A directory entry has 128 bytes and begins with its name.
  for (let at = view.indexOf(wanted); at !== -1; at = view.indexOf(wanted, at + 1)) if (at % 128 === 0) return true;
  return false;
}
