import { withGaps } from "#workers/documents/gaps.ts";
import { fence } from "#workers/documents/markdown/fence.ts";
import { cleanDocumentText, maxTextCharacters, type Reading } from "#workers/documents/text/reading.ts";
import { type NotebookCell, parseNotebook, readCell } from "./notebook-json.ts";
import { createOutputWriter, type OutputWriter } from "./outputs.ts";
import { namePictures } from "./pictures.ts";

const maxCells = 10_000;

/**
 * A Jupyter notebook: its text as Markdown, its code as code blocks, each followed by its outputs as text, and pictures
 * by their names. Undefined for a text that is no notebook.
 */
export function readIpynb(bytes: Uint8Array): Reading | undefined {
  const notebook = parseNotebook(new TextDecoder().decode(bytes));
  if (notebook === undefined) return undefined;
  const { cells, language } = notebook;
  const outputs = createOutputWriter();
  const parts: string[] = [];
  let characters = 0;
  for (const cell of cells.slice(0, maxCells)) {
    const part = writeCell(readCell(cell), { language, outputs });
    if (part !== "") parts.push(part);
    characters += part.length;
    if (characters > maxTextCharacters) break;
  }
  const isCut = cells.length > maxCells || outputs.isCut();
  return withGaps<Reading>({ text: cleanDocumentText(parts.join("\n\n")) }, [
    isCut ? { kind: "longNotebook" } : undefined,
  ]);
}

function writeCell(cell: NotebookCell, { language, outputs }: { language: string; outputs: OutputWriter }): string {
  const { cell_type: type, source, input } = cell;
  if (type === "heading") return `${"#".repeat(cell.level)} ${source.trim()}`;
  if (type !== "code") return namePictures(source).trim();
  const code = source === "" ? input : source;
  return [code.trim() === "" ? "" : fence(code, language), outputs.write(cell.outputs)]
    .filter((part) => part !== "")
    .join("\n\n");
}
