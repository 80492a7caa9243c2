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

/** The text in an element, without that of elements inside. */
export function ownText(element: HtmlElement): string {
  return element.childNodes.map((child) => (isText(child) ? child.value : "")).join("");
}

/**
 * The nodes of a tree in document order, but for those that are left out, with all below them. Not recursive: hostile
 * documents nest 100,000 levels deep.
 */
export function* nodesOf(root: HtmlNode, isLeftOut: (node: HtmlNode) => boolean = () => false): Generator<HtmlNode> {
  const waiting: HtmlNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isLeftOut(node)) continue;
    yield node;
    for (const child of childrenOf(node).toReversed()) waiting.push(child);
  }
}

/** About as many as 4 MB of ordinary HTML contain. Each takes about 400 bytes. */
const maxElements = 200_000;

/**
 * Parses HTML as browsers do, up to 200,000 elements. The elements are counted as they are created, since a small text
 * can cause a huge tree: formatting elements that span paragraphs are repeated in each (HTML standard 13.2.4.3).
 * `isCut` where there are more.
 */
export function parseHtml(html: string): { document: DefaultTreeAdapterTypes.Document; isCut: boolean } {
  let elements = 0;
  let isCut = false;
  let document = defaultTreeAdapter.createDocument();
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createDocument() {
      document = defaultTreeAdapter.createDocument();
      return document;
    },
    createElement(...parameters) {
      elements += 1;
      isCut = elements > maxElements;
      if (isCut) throw new Error("too many elements");
      return defaultTreeAdapter.createElement(...parameters);
    },
  };
  try {
    parse(html, { scriptingEnabled: false, treeAdapter });
  } catch (error) {
    if (!isCut) throw error;
  }
  return { document, isCut };
}
