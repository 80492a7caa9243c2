import type { DefaultTreeAdapterTypes } from "parse5";

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

/** Whether the element has all of these classes or more; class names are compared as written. */
export function classesOf(element: HtmlElement): readonly string[] {
  return attribute(element, "class")?.split(/\s+/) ?? [];
}

/**
 * A tree in document order, without recursion: hostile documents nest 100,000 deep. `enter` says whether to go below.
 */
export function walkTree(root: HtmlNode, enter: (node: HtmlNode) => boolean): void {
  const waiting: HtmlNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (enter(node)) pushAll(waiting, [...childrenOf(node)].reverse());
  }
}

/** Appends a list of any length; `push(...list)` fails above some 100,000. */
function pushAll<T>(target: T[], list: readonly T[]): void {
  for (const item of list) target.push(item);
}
