import type { DefaultTreeAdapterTypes } from "parse5";

// Nodes as parse5's default tree adapter builds them.
export type HtmlNode = DefaultTreeAdapterTypes.Node;
export type HtmlElement = DefaultTreeAdapterTypes.Element;
export type HtmlText = DefaultTreeAdapterTypes.TextNode;

export function isElement(node: HtmlNode): node is HtmlElement {
  return "tagName" in node;
}

export function isText(node: HtmlNode): node is HtmlText {
  return node.nodeName === "#text";
}

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
