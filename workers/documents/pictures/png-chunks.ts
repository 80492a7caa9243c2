/** A chunk of a PNG file: its name, and where its content lies in the file. */
export interface PngChunk {
  name: string;
  from: number;
  to: number;
}

const pngSignature = "\x89PNG\r\n\x1a\n";

/** The chunks of a PNG file (RFC 2083, 3.2), in order. Ends after `IEND`, and where the file is cut off. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString("latin1", 0, pngSignature.length) !== pngSignature) return;
  for (let at = pngSignature.length; at + 12 <= view.length; ) {
    const name = view.toString("latin1", at + 4, at + 8);
    const from = at + 8;
    const to = from + view.readUInt32BE(at);
    // Its checksum follows.
    if (to + 4 > view.length) return;
    yield { name, from, to };
    if (name === "IEND") return;
    at = to + 4;
  }
}
