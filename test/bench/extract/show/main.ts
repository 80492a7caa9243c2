import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { ToolError } from "#common/errors.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { readWithPictures, textOf } from "#workers/documents/extract-text.ts";
import { readTimeoutMs } from "#workers/documents/process/limits.ts";
import type { TextSource } from "#workers/documents/text-source.ts";

// node test/bench/extract/show/main.ts FILE…: the text of documents as the product gives it, to look at.

/** Reads in this process, with as much time as in operation. */
const reading = {
  extract: async (document: TextSource) => ({
    extraction: await extractDocument({ ...document, bytes: document.bytes.slice() }),
    leftMs: readTimeoutMs,
  }),
  signal: new AbortController().signal,
  timeoutMs: readTimeoutMs,
};

async function shown(path: string): Promise<string> {
  const document = { bytes: new Uint8Array(readFileSync(path)), mediaType: "", name: basename(path) };
  try {
    const { text, incomplete } = textOf(await readWithPictures(document, reading), document);
    return incomplete === undefined ? text : `${text}\n\n[incomplete: ${incomplete}]`;
  } catch (error) {
    if (error instanceof ToolError) return `[${error.code}: ${error.message}]`;
    throw error;
  }
}

const paths = process.argv.slice(2);
for (const path of paths) {
  const heading = paths.length > 1 ? `==== ${basename(path)} ====\n` : "";
  process.stdout.write(`${heading}${await shown(path)}\n`);
}
