import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, walkTree } from "./document-tree.ts";

/** A document with all that has to be known before it can be written as Markdown. */
export interface RenderContext {
  hidden: ReadonlySet<HtmlNode>;
  /** Elements with a block somewhere inside, so that they can't stand in a line. */
  holdsBlock: ReadonlySet<HtmlNode>;
  /** Numbers of the items of ordered lists. */
  itemNumbers: ReadonlyMap<HtmlNode, number>;
  /** `mark` is put before this element. */
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

/** Deeper than any writer nests; below it only the words are kept, without recursion. */
export const maxDepth = 250;

/** Whether a node stands on lines of its own. */
export function isBlock(node: HtmlNode, { holdsBlock }: Pick<RenderContext, "holdsBlock">): node is HtmlElement {
  return isElement(node) && (blockTags.has(node.tagName) || holdsBlock.has(node));
}

/** Finds what holds blocks, and numbers the items of ordered lists. */
export function surveyDocument(
  root: HtmlNode,
  hidden: ReadonlySet<HtmlNode>,
): Pick<RenderContext, "holdsBlock" | "itemNumbers"> {
  const holdsBlock = new Set<HtmlNode>();
  const itemNumbers = new Map<HtmlNode, number>();
  const order: HtmlNode[] = [];
  walkTree(root, (node) => {
    if (hidden.has(node)) return false;
    order.push(node);
    if (isElement(node) && node.tagName === "ol") numberItems(node, itemNumbers);
    return true;
  });
  for (const node of order.reverse()) {
    if (childrenOf(node).some((child) => !hidden.has(child) && isBlock(child, { holdsBlock }))) holdsBlock.add(node);
  }
  return { holdsBlock, itemNumbers };
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
