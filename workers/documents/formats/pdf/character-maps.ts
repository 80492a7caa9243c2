import { readFile } from "node:fs/promises";

const folder = new URL("cmaps/", import.meta.resolve("pdfjs-dist/package.json"));

/**
 * Adobe's tables from character codes to Unicode, which PDF documents in Chinese, Japanese and Korean refer to but do
 * not contain. pdf.js constructs this class and calls `fetch`. It can load no other files.
 */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== "cMapUrl" || !/^[\w-]{1,60}\.bcmap$/.test(filename))
      throw new Error("Nothing but these tables is loaded.");
    return await readFile(new URL(filename, folder));
  }
}
