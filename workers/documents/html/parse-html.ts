import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";

/** As many as four megabytes of ordinary HTML have. Each takes some 400 bytes, with what is known about it. */
const maxElements = 200_000;

export interface ParsedHtml {
  document: DefaultTreeAdapterTypes.Document;
  /** Whether the document has more elements than are read. */
  isCut: boolean;
}

class TooManyElements extends Error {}

/**
 * The tree that a browser makes of HTML, up to a number of elements. Counting `<` would not do: formatting that spans
 * paragraphs is repeated in each (HTML standard 13.2.4.3), so a small text can make a huge tree.
 */
export function parseHtml(html: string): ParsedHtml {
  let elements = 0;
  let document = defaultTreeAdapter.createDocument();
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createDocument() {
      document = defaultTreeAdapter.createDocument();
      return document;
    },
    createElement(...parameters) {
      elements += 1;
      if (elements > maxElements) throw new TooManyElements();
      return defaultTreeAdapter.createElement(...parameters);
    },
  };
  try {
    return { document: parse(html, { scriptingEnabled: false, treeAdapter }), isCut: false };
  } catch (error) {
    if (error instanceof TooManyElements) return { document, isCut: true };
    throw error;
  }
}
