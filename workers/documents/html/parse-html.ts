import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";

/** About as many as 4 MB of ordinary HTML contain. Each takes about 400 bytes. */
const maxElements = 200_000;

export interface ParsedHtml {
  document: DefaultTreeAdapterTypes.Document;
  /** Whether the document has more elements than were read. */
  isCut: boolean;
}

class TooManyElements extends Error {}

/**
 * Parses HTML as browsers do, up to 200,000 elements. The elements are counted as they are created, since a small text
 * can cause a huge tree: formatting elements that span paragraphs are repeated in each (HTML standard 13.2.4.3).
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
