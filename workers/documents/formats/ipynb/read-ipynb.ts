import { z } from "zod";
import { parseJson } from "#common/text.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import { fencedCode } from "#workers/documents/markdown/blocks.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

/** A text, or its lines, each with its line end. Anything else counts as none. */
const lines = z.union([z.string(), z.array(z.string()).transform((all) => all.join(""))]).catch("");
const word = z.string().catch("");

/** A stream has a text, a result the same in several media types, an error what went wrong. */
const output = z.object({
  output_type: word,
  name: word,
  text: lines,
  data: z.object({ "text/plain": lines }).catch({ "text/plain": "" }),
  traceback: z.array(z.string()).catch([]),
  ename: word,
  evalue: word,
});
const cell = z.object({ cell_type: word, source: lines, outputs: z.array(z.unknown()).catch([]) });
const language = z.object({ name: z.string().regex(/^[\w+#.-]{1,30}$/) });
const notebook = z.object({
  nbformat: z.number(),
  cells: z.array(z.unknown()),
  metadata: z.object({ language_info: language.optional() }).catch({}).optional(),
});

const maxCells = 10_000;
const escapeCharacter = "\\u001b";
/** Colours and movements of a terminal (ECMA-48, 5.4). */
const terminalCodes = new RegExp(`${escapeCharacter}\\[[0-9;?]{0,20}[A-Za-z]`, "g");
/** A picture in a text, which may be megabytes. */
const pictureData = /\bdata:[\w/+.-]{1,100};base64,[A-Za-z0-9+/=]*/g;

/**
 * A Jupyter notebook: its text as Markdown, its code as code blocks, each followed by what came out of it as text.
 * Undefined for a text that is no notebook.
 */
export function readIpynb(bytes: Uint8Array): Reading | undefined {
  const { data: read } = notebook.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (read === undefined) return undefined;
  const parts = read.cells.slice(0, maxCells).flatMap((one) => {
    const { cell_type: type, source, outputs } = cell.safeParse(one).data ?? { source: "", outputs: [] };
    if (type !== "code") return source.replace(pictureData, "").trim();
    const shown = textsOf(outputs)
      .map(asShown)
      .filter((part) => part.trim() !== "")
      .map((part) => fencedCode(part));
    const code = source.trim() === "" ? [] : [fencedCode(source, read.metadata?.language_info?.name)];
    return [...code, ...(shown.length > 0 ? ["Output:", ...shown] : [])];
  });
  const text = cleanDocumentText(parts.filter((part) => part !== "").join("\n\n"));
  return withGaps<Reading>({ text }, [read.cells.length > maxCells ? { kind: "longOrDeep" } : undefined]);
}

/** The texts of outputs. A stream comes in many pieces. */
function textsOf(outputs: readonly unknown[]): string[] {
  const texts: { stream: string | undefined; text: string }[] = [];
  for (const one of outputs) {
    const { data } = output.safeParse(one);
    if (data === undefined) continue;
    const stream = data.output_type === "stream" ? data.name : undefined;
    const error = data.traceback.join("\n") || (data.ename && `${data.ename}: ${data.evalue}`);
    const own = data.text || data.data["text/plain"] || error;
    const last = texts.at(-1);
    if (last && stream !== undefined && last.stream === stream) last.text += own;
    else texts.push({ stream, text: own });
  }
  return texts.map(({ text: whole }) => whole);
}

/** Text as a terminal shows it: no colours, and of an overwritten line, such as a progress bar, the last state. */
function asShown(written: string): string {
  return written
    .replace(terminalCodes, "")
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n");
}
