import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, nodesOf } from "./document-tree.ts";

/** What must be known of the whole document to render any part of it. */
export interface RenderContext {
  hidden: ReadonlySet<HtmlNode>;
  /** Elements with a visible block element inside, which are therefore rendered as blocks themselves. */
  containsBlock: ReadonlySet<HtmlNode>;
  /** Numbers of `li` elements in ordered lists. */
  itemNumbers: ReadonlyMap<HtmlNode, number>;
  /** `mark` is inserted before this element. */
  marked: HtmlNode | undefined;
  mark: string;
}

const blockTags = new Set(
  (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure " +
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary " +
    "table tbody td tfoot th thead tr ul"
  ).split(" "),
);

/** Deeper than real documents nest. Elements below are reduced to their words, so that recursion is bounded. */
export const maxDepth = 250;

/** Whether a node is rendered on lines of its own. */
export function isBlock(node: HtmlNode, { containsBlock }: Pick<RenderContext, "containsBlock">): node is HtmlElement {
  return isElement(node) && (blockTags.has(node.tagName) || containsBlock.has(node));
}

/** Finds the elements that contain blocks, and numbers the items of ordered lists. */
export function surveyDocument(
  root: HtmlNode,
  hidden: ReadonlySet<HtmlNode>,
): Pick<RenderContext, "containsBlock" | "itemNumbers"> {
  const containsBlock = new Set<HtmlNode>();
  const itemNumbers = new Map<HtmlNode, number>();
  const order = [...nodesOf(root, (node) => hidden.has(node))];
  for (const node of order.reverse()) {
    if (isElement(node) && node.tagName === "ol") numberItems(node, itemNumbers);
    if (childrenOf(node).some((child) => !hidden.has(child) && isBlock(child, { containsBlock })))
      containsBlock.add(node);
  }
  return { containsBlock, itemNumbers };
}

function numberItems(list: HtmlElement, numbers: Map<HtmlNode, number>): void {
  const start = Number(attribute(list, "start") ?? 1);
  let number = Number.isSafeInteger(start) ? start : 1;
  for (const child of childrenOf(list)) {
    if (!isElement(child) || child.tagName !== "li") continue;
    numbers.set(child, number);
    number += 1;
  }
}
