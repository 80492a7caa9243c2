/**
 * YAML's line for the end of a document (https://yaml.org/spec/1.2.2/#914-explicit-documents). No value has such a
 * line: it ends a block of text, and a quoted text or a list may not have it.
 */
const endLine = /(?<![^\n])\.\.\.[ \t]*\r?(?![^\n])/;

/**
 * What no editor writes. Zeros are where a disk lost a part of the file: in a comment they would pass, and the comment
 * would take the rest of their line with it. So would a carriage return alone, which is a line break by YAML's words.
 */
const unwritten = /[^\P{Cc}\t\n\r]|\r(?!\n|$)/u;

/** What is wrong at a position in the text, in characters. */
export interface EndComplaint {
  offset: number;
  message: string;
}

/**
 * Whether the text is all there: it has its own end, nothing after it, and no part that was never written. Cut off
 * between two lines it would often be valid, with fewer rules: a tenant without its `suspended` or `tools` may do
 * everything.
 */
export function complaintAboutEnd(text: string): EndComplaint | undefined {
  const lost = text.search(unwritten);
  if (lost !== -1) return { offset: lost, message: "there is a control character: a part of the file may be lost" };
  const end = endLine.exec(text);
  if (end === null) return { offset: text.length, message: 'the file is cut off: its last line must be "..."' };
  const endOffset = end.index + end[0].length;
  const after = text.slice(endOffset).search(/\S/);
  if (after === -1) return undefined;
  return { offset: endOffset + after, message: 'nothing may follow the line "...", which ends the file' };
}
