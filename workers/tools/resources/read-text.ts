import { splitLists } from "./resource-lists.ts";

/** A part of a resource's text, as an answer has it. */
interface Body {
  content: string;
  startCharacter: number;
  endCharacter: number;
  totalCharacters?: number | undefined;
  [more: string]: unknown;
}

/** An answer of `read_resource`, with the field that describes the resource. */
export interface ReadAnswer {
  [field: string]: unknown;
  uri: string;
  kind: string;
  body?: Body;
  passages?: readonly object[];
  moreContent: boolean;
  nextCursor?: string;
  incomplete?: unknown;
}

/**
 * What a model reads of a resource, in one text: a line of JSON with all that describes it, a line of JSON for each
 * thing that is in it, an empty line, and its text with real line breaks. What leads on stands first, so that a client
 * that cuts the answer loses the end of the text and nothing else.
 */
export function readText({
  uri,
  kind,
  body,
  passages,
  moreContent: _said,
  nextCursor,
  incomplete,
  ...fields
}: ReadAnswer): string {
  const { content, startCharacter: from, endCharacter: to, totalCharacters: total, ...window } = body ?? {};
  const { details, lists } = splitLists(Object.assign({}, ...Object.values(fields)));
  const characters = content === undefined ? undefined : { from, to, total };
  const first = { uri, kind, characters, nextCursor, incomplete, passages, ...window, ...details };
  const lines = [first, ...lists.flatMap(([, elements]) => elements)].map((line) => JSON.stringify(line));
  return [lines.join("\n"), ...(content === undefined ? [] : [content])].join("\n\n");
}
