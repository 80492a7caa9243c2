import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";

// Nodes as parse5's default tree adapter builds them.
export type HtmlNode = DefaultTreeAdapterTypes.Node;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

export const { isElementNode: isElement, isTextNode: isText } = defaultTreeAdapter;

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return "childNodes" in node ? node.childNodes : [];
}

export function parentOf(node: HtmlNode): HtmlNode | null {
  return "parentNode" in node ? node.parentNode : null;
}

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value;
}

/** The names in the class attribute, as written. */
export function classesOf(element: HtmlElement): readonly string[] {
  return attribute(element, "class")?.split(/\s+/) ?? [];
}

/**
 * Visits the nodes of a tree in document order. `enter` returns whether to visit what is below a node. Not recursive:
 * hostile documents nest 100,000 levels deep.
 */
export function walkTree(root: HtmlNode, enter: (node: HtmlNode) => boolean): void {
  const waiting: HtmlNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!enter(node)) continue;
    for (const child of childrenOf(node).toReversed()) waiting.push(child);
  }
}

/** About as many as 4 MB of ordinary HTML contain. Each takes about 400 bytes. */
const maxElements = 200_000;

class TooManyElements extends Error {}

/**
 * Parses HTML as browsers do, up to 200,000 elements. The elements are counted as they are created, since a small text
 * can cause a huge tree: formatting elements that span paragraphs are repeated in each (HTML standard 13.2.4.3).
 * `isCut` where there are more.
 */
export function parseHtml(html: string): { document: DefaultTreeAdapterTypes.Document; isCut: boolean } {
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
