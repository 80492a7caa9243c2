import { z } from "zod";

/** A text, or its lines, each with its line end. Anything else counts as none. */
const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]).catch("");
const record = z.record(z.string(), z.unknown()).catch({});

const outputSchema = z
  .object({
    output_type: z.string().catch(""),
    /** Of a stream: `stdout` or `stderr`. */
    name: z.string().catch(""),
    /** Of a stream, and of results in version 3. */
    text,
    /** Of results: the same in several media types. */
    data: record,
    ename: z.string().catch(""),
    evalue: z.string().catch(""),
    traceback: z.array(z.string()).catch([]),
  })
  .catch({ output_type: "", name: "", text: "", data: {}, ename: "", evalue: "", traceback: [] });
export type NotebookOutput = z.output<typeof outputSchema>;

const cellSchema = z
  .object({
    cell_type: z.string().catch(""),
    source: text,
    /** The code in version 3. */
    input: text,
    level: z.int().min(1).max(6).catch(1),
    outputs: z.array(z.unknown()).catch([]),
  })
  .catch({ cell_type: "", source: "", input: "", level: 1, outputs: [] });
export type NotebookCell = z.output<typeof cellSchema>;

const languageSchema = z.string().regex(/^[\w+#.-]{1,30}$/);
const languagesSchema = z.object({
  kernelspec: z.object({ language: languageSchema }).optional().catch(undefined),
  language_info: z.object({ name: languageSchema }).optional().catch(undefined),
});

const notebookSchema = z.object({
  nbformat: z.number(),
  cells: z.array(z.unknown()).optional(),
  /** Version 3 has its cells there. */
  worksheets: z.array(z.object({ cells: z.array(z.unknown()).catch([]) })).optional(),
  metadata: languagesSchema.catch({}).optional(),
});

/** Those of Jupyter nest about 10 deep. Each level takes some memory of the parser, also of a text that is no JSON. */
const maxDepth = 200;

export interface Notebook {
  /** Not checked yet: `readCell` does. */
  cells: readonly unknown[];
  /** The language of its code, or empty. */
  language: string;
}

/** The notebook in a JSON text; undefined where there is none. */
export function parseNotebook(json: string): Notebook | undefined {
  const parsed = notebookSchema.safeParse(parseJson(json));
  if (!parsed.success) return undefined;
  const { cells, worksheets = [], metadata } = parsed.data;
  return {
    cells: cells ?? worksheets.flatMap((sheet) => sheet.cells),
    language: metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? "",
  };
}

export const readCell = (cell: unknown): NotebookCell => cellSchema.parse(cell);

export const readOutput = (output: unknown): NotebookOutput => outputSchema.parse(output);

/** The text that a result has in a media type. */
export const textIn = ({ data }: NotebookOutput, mediaType: string): string => text.parse(data[mediaType]);

function parseJson(json: string): unknown {
  if (isDeep(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether a text in JSON has arrays and objects that nest deeper than is read. */
function isDeep(json: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (isInString && character === "\\") at += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}
