import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { ToolError } from "#common/errors.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { textOf } from "#workers/documents/text-of.ts";

// node test/bench/extract/show/main.ts FILE…: the text of documents as the product gives it, to look at.

async function shown(path: string): Promise<string> {
  const document = { bytes: new Uint8Array(readFileSync(path)), mediaType: "", name: basename(path) };
  try {
    const { text, incomplete } = textOf(await extractDocument(document), document);
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
