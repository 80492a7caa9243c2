/** The initial content of the dictionary (MS-OXRTFCP 2.1.2.1). */
const dictionaryStart =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript " +
  "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
  "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const dictionaryBytes = 4_096;
const headerBytes = 16;
/** Where the header has the size of the RTF. */
const sizeAt = 4;
const maxBytes = 10_000_000;

/**
 * Decompresses a message's RTF (MS-OXRTFCP), at most 10,000,000 bytes. Never throws: broken data ends the result early,
 * and `isWhole` is false where it has fewer bytes than it should.
 */
export function decompressRtf(packed: Uint8Array): { rtf: Uint8Array; isWhole: boolean } {
  const rtf = decompress(packed);
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const size = view.length < headerBytes ? Infinity : view.readUInt32LE(sizeAt);
  return { rtf, isWhole: rtf.length >= size };
}

function decompress(packed: Uint8Array): Uint8Array {
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.toString("latin1", 8, 12) === "MELA") return view.subarray(headerBytes);
  if (view.toString("latin1", 8, 12) !== "LZFu") return new Uint8Array();
  const dictionary = Buffer.alloc(dictionaryBytes);
  let write = dictionary.write(dictionaryStart, "latin1");
  const out: number[] = [];
  const put = (byte: number) => {
    out.push(byte);
    dictionary[write] = byte;
    write = (write + 1) % dictionaryBytes;
  };
  for (let at = headerBytes; at < view.length && out.length < maxBytes; ) {
    const control = view[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < view.length; bit += 1) {
      if (((control >> bit) & 1) === 0) {
        put(view[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((view[at] ?? 0) << 8) | (view[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      if (from === write) return Uint8Array.from(out);
      const length = (reference & 0xf) + 2;
      for (let step = 0; step < length; step += 1) put(dictionary[(from + step) % dictionaryBytes] ?? 0);
    }
  }
  return Uint8Array.from(out);
}
