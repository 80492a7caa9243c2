import { readHtml } from "#workers/documents/formats/html/read-html.ts";
import { fence } from "#workers/documents/markdown/fence.ts";
import { cleanLine } from "#workers/documents/text/clean-text.ts";
import { type NotebookOutput, readOutput, textIn } from "./notebook-json.ts";
import { namePictures, pictureText } from "./pictures.ts";

const maxOutputsOfCell = 200;
/** Of a longer output the beginning and the end are given: the end of a log tells how it went. */
const maxOutputCharacters = 20_000;
/** A tree of HTML takes about forty times the size of its source. */
const maxHtmlCharacters = 1_000_000;
const escapeCharacter = "\\u001b";
/** Colours and movements of a terminal (ECMA-48, 5.4). */
const terminalCodes = new RegExp(`${escapeCharacter}\\[[0-9;?]{0,20}[A-Za-z]`, "g");

export interface OutputWriter {
  /** The outputs of a code cell as Markdown; empty where there are none. */
  write(outputs: readonly unknown[]): string;
  /** Whether something was left out so far. */
  isCut(): boolean;
}

/** Writes the outputs of one notebook, with limits for all of them. */
export function createOutputWriter(): OutputWriter {
  let htmlLeft = maxHtmlCharacters;
  let isCut = false;

  function shortened(text: string): string {
    if (text.length <= maxOutputCharacters) return text;
    isCut = true;
    const half = maxOutputCharacters / 2;
    const left = text.length - maxOutputCharacters;
    return `${text.slice(0, half)}\n[${left} characters are left out]\n${text.slice(-half)}`;
  }

  const block = (text: string) => (text.trim() === "" ? "" : fence(shortened(text)));

  function rendered(html: string): string {
    htmlLeft -= html.length;
    if (htmlLeft >= 0) return shortened(readHtml(html, { findQuotes: false }).text);
    isCut = true;
    return "";
  }

  /** A result is given in several media types, of which the first that tells the most as text is taken. */
  function result(output: NotebookOutput): string {
    const plain = textIn(output, "text/plain") || output.text;
    if (Object.keys(output.data).some((type) => type.startsWith("image/"))) {
      return pictureText(cleanLine(plain.slice(0, 300)));
    }
    const markdown = textIn(output, "text/markdown");
    if (markdown !== "") return shortened(namePictures(markdown).trim());
    const html = textIn(output, "text/html");
    const hasTable = /<table\b/i.test(html);
    // As plain text, wide tables are folded and long ones lack their middle.
    const table = hasTable ? rendered(html) : "";
    if (table !== "") return table;
    if (plain !== "") return block(plain);
    return html === "" || hasTable ? block(textIn(output, "text/latex")) : rendered(html);
  }

  function written(output: NotebookOutput): string {
    const { output_type: type, text, traceback, ename, evalue } = output;
    if (type === "stream") return block(asShown(text));
    if (type !== "error" && type !== "pyerr") return result(output);
    return block(asShown(traceback.length > 0 ? traceback.join("\n") : `${ename}: ${evalue}`));
  }

  return {
    write(outputs) {
      if (outputs.length > maxOutputsOfCell) isCut = true;
      const parts = joinStreams(outputs.slice(0, maxOutputsOfCell).map(readOutput)).map(written);
      const shown = parts.filter((part) => part !== "");
      return shown.length === 0 ? "" : ["Output:", ...shown].join("\n\n");
    },
    isCut: () => isCut,
  };
}

/** A stream comes in many pieces. */
function joinStreams(outputs: readonly NotebookOutput[]): NotebookOutput[] {
  const joined: NotebookOutput[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    const isMore = last?.output_type === "stream" && output.output_type === "stream" && last.name === output.name;
    if (isMore) joined[joined.length - 1] = { ...last, text: last.text + output.text };
    else joined.push(output);
  }
  return joined;
}

/** What a terminal shows: no colours, and of a line that was written over, such as a progress bar, the last state. */
function asShown(text: string): string {
  return text
    .replace(terminalCodes, "")
    .split("\n")
    .map((line) => {
      const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
      return whole.slice(whole.lastIndexOf("\r") + 1);
    })
    .join("\n");
}
