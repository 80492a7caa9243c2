/** What lies in an OLE compound file (MS-CFB): a saved message, or a document that can't be read. */
export type OleKind = "msg" | "protected" | "legacy" | "unknown";

/** Names of streams, which stand as UTF-16 in the file's directory. The first that is there decides. */
const streams: readonly (readonly [OleKind, string])[] = [
  ["protected", "EncryptedPackage"],
  ["msg", "__properties_version1.0"],
  ["legacy", "WordDocument"],
  ["legacy", "Workbook"],
  ["legacy", "PowerPoint Document"],
  ["legacy", "Book"],
];

/** Told from the names of the streams, wherever the directory lies. */
export function oleKindOf(bytes: Uint8Array): OleKind {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A name in the directory stands at the start of a record of 128 bytes.
  const has = (name: string) => {
    const wanted = Buffer.from(`${name}\0`, "utf16le");
    for (let at = view.indexOf(wanted); at !== -1; at = view.indexOf(wanted, at + 1)) if (at % 128 === 0) return true;
    return false;
  };
  return streams.find(([, name]) => has(name))?.[0] ?? "unknown";
}
