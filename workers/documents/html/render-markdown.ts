import { appendBlocks, type Block, joinBlocks, looseBlock } from "#workers/documents/markdown/blocks.ts";
import { fence } from "#workers/documents/markdown/fence.ts";
import { childrenOf, type HtmlElement, type HtmlNode, isElement } from "./document-tree.ts";
import { isBlock, maxDepth, type RenderContext } from "./render-context.ts";
import { inOneLine, rawTextOf, renderInline, tidyLines, wordsOf } from "./render-inline.ts";
import { renderTable } from "./render-table.ts";

const listTags = new Set(["ul", "ol", "menu", "dir"]);
const looseTags = new Set([...listTags, "p", "dl", "figure"]);

/** The visible content below a node as Markdown. */
export function renderMarkdown(root: HtmlNode, context: RenderContext): string {
  return joinBlocks(renderBlocks(root, context, 0));
}

/** The blocks below a node. Inline content between block elements becomes blocks, too. */
function renderBlocks(node: HtmlNode, context: RenderContext, depth: number): Block[] {
  if (depth > maxDepth) return [{ text: wordsOf(node, context), isLoose: false }];
  const blocks: Block[] = [];
  let line: string[] = [];
  const endLine = () => {
    blocks.push({ text: tidyLines(line.join("")), isLoose: false });
    line = [];
  };
  for (const child of childrenOf(node)) {
    if (context.hidden.has(child)) continue;
    if (context.marked === child) {
      endLine();
      blocks.push({ text: context.mark, isLoose: true });
    }
    if (isBlock(child, context)) {
      endLine();
      appendBlocks(blocks, renderBlock(child, context, depth + 1));
    } else {
      line.push(renderInline(child, context, depth + 1));
    }
  }
  endLine();
  return blocks.filter(({ text }) => text !== "");
}

function renderBlock(element: HtmlElement, context: RenderContext, depth: number): Block[] {
  const { tagName } = element;
  if (tagName === "hr") return [{ text: "---", isLoose: true }];
  if (tagName === "pre") return [{ text: fence(rawTextOf(element, context)), isLoose: true }];
  if (tagName === "table") return renderTable(element, context, (cell) => renderBlocks(cell, context, depth + 1));
  const inside = renderBlocks(element, context, depth);
  if (listTags.has(tagName) && isInItem(element)) return inside;
  if (looseTags.has(tagName)) return looseBlock(inside);
  if (tagName === "li")
    return [{ text: listItem(context.itemNumbers.get(element), joinBlocks(inside)), isLoose: false }];
  if (tagName === "blockquote") return [{ text: quoted(joinBlocks(inside)), isLoose: true }];
  const [, level] = /^h([1-6])$/.exec(tagName) ?? [];
  return level === undefined ? inside : [{ text: heading(joinBlocks(inside), Number(level)), isLoose: true }];
}

/** A list inside an item follows the item's text without a blank line. */
function isInItem({ parentNode }: HtmlElement): boolean {
  return parentNode !== null && isElement(parentNode) && parentNode.tagName === "li";
}

function heading(text: string, level: number): string {
  return text === "" ? "" : `${"#".repeat(level)} ${inOneLine(text)}`;
}

function listItem(number: number | undefined, text: string): string {
  const marker = number === undefined ? "- " : `${number}. `;
  return marker + text.replace(/\n(?=.)/g, `\n${" ".repeat(marker.length)}`);
}

function quoted(text: string): string {
  return text === "" ? "" : `> ${text.replace(/\n(?=.)/g, "\n> ").replace(/\n(?=\n)/g, "\n>")}`;
}
