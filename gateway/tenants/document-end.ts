/**
 * YAML's line for the end of a document (https://yaml.org/spec/1.2.2/#914-explicit-documents). No value has such a
 * line: it ends a block of text, and a quoted text or a list may not have it.
 */
const endLine = /(?<![^\n])\.\.\.[ \t]*\r?(?![^\n])/;

/** What is wrong at a position in the text, in characters. */
export interface EndComplaint {
  offset: number;
  message: string;
}

/**
 * Whether the text has its own end, and nothing after it. Cut off between two lines it would often be valid, with fewer
 * rules: a tenant without its `suspended` or `tools` may do everything.
 */
export function complaintAboutEnd(text: string): EndComplaint | undefined {
  const end = endLine.exec(text);
  if (end === null) return { offset: text.length, message: 'the file is cut off: its last line must be "..."' };
  const endOffset = end.index + end[0].length;
  const after = text.slice(endOffset).search(/\S/);
  if (after === -1) return undefined;
  return { offset: endOffset + after, message: 'nothing may follow the line "...", which ends the file' };
}
