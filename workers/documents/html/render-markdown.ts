import { type FormulaNode, openFormula } from "#workers/documents/formula/formula.ts";
import { linearFormula } from "#workers/documents/formula/linear-formula.ts";
import {
  appendBlocks,
  type Block,
  fence,
  joinBlocks,
  longestRun,
  looseBlock,
} from "#workers/documents/markdown/blocks.ts";
import { renderLink } from "#workers/documents/markdown/links.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";
import { raisedBy, raisedText } from "#workers/documents/text/run-marks.ts";
import {
  attribute,
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  walkTree,
} from "./document-tree.ts";
import { attachedFileName } from "./hidden-element.ts";
import { isBlock, maxDepth, type RenderContext } from "./render-context.ts";
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

/** The visible part of a formula in MathML. Not recursive: hostile documents nest 100,000 levels deep. */
function formulaOf(math: HtmlElement, { hidden }: Pick<RenderContext, "hidden">): FormulaNode {
  const formula = openFormula();
  const waiting: (HtmlNode | "end")[] = [math];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === "end") formula.close();
    else if (hidden.has(node)) continue;
    // Line ends of the source say nothing.
    else if (isText(node)) formula.text(node.value.trim() === "" ? "" : node.value);
    else if (isElement(node)) {
      formula.open(node.tagName, Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])));
      waiting.push("end");
      for (const child of childrenOf(node).toReversed()) waiting.push(child);
    }
  }
  return formula.root;
}

const delimiters = new Map([
  ["strong", "**"],
  ["b", "**"],
  ["em", "*"],
  ["i", "*"],
  ["del", "~~"],
  ["s", "~~"],
  ["strike", "~~"],
]);
const codeTags = new Set(["code", "tt", "samp", "kbd"]);

/** A node within a line, as Markdown. */
function renderInline(node: HtmlNode, context: RenderContext, depth: number): string {
  if (context.hidden.has(node)) return "";
  if (isText(node)) return escapeText(node.value.replace(/[ \t\r\n\f]+/g, " "));
  if (!isElement(node)) return "";
  if (depth > maxDepth) return wordsOf(node, context);
  if (node.tagName === "br") return "\n";
  if (node.tagName === "img") return describedPicture(node);
  const type = node.tagName === "input" ? attribute(node, "type")?.toLowerCase() : undefined;
  if (type === "checkbox" || type === "radio") return attribute(node, "checked") === undefined ? "[ ] " : "[x] ";
  if (node.tagName === "math") return escapeText(` ${linearFormula(formulaOf(node, context))} `);
  if (node.tagName === "object") return attachedFileText(node);
  if (codeTags.has(node.tagName)) return codeSpan(rawTextOf(node, context));
  const inside = childrenOf(node)
    .map((child) => renderInline(child, context, depth + 1))
    .join("");
  const raised = raisedBy.get(node.tagName);
  if (raised !== undefined) return raisedText(inside, raised);
  const delimiter = delimiters.get(node.tagName);
  if (delimiter !== undefined) return aroundWords(inside, (words) => `${delimiter}${words}${delimiter}`);
  const href = node.tagName === "a" ? attribute(node, "href") : undefined;
  if (href === undefined) return inside;
  return aroundWords(inside, (words) => renderLink(inOneLine(words), href));
}

/** The visible text below a node, with white space as in the source and `br` as line end. */
function rawTextOf(root: HtmlNode, { hidden }: RenderContext): string {
  const parts: string[] = [];
  walkTree(root, (node) => {
    if (hidden.has(node)) return false;
    if (isText(node)) parts.push(node.value);
    else if (isElement(node) && node.tagName === "br") parts.push("\n");
    return true;
  });
  return parts.join("");
}

/** The visible text below a node on one line. */
function wordsOf(root: HtmlNode, context: RenderContext): string {
  return escapeText(rawTextOf(root, context).replace(/\s+/g, " ").trim());
}

/** Removes spaces at line ends, repeated spaces, and all but one of several empty lines. */
function tidyLines(text: string): string {
  return text
    .replace(/ {2,}/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Joins lines with spaces. */
function inOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** Wraps a text without its outer spaces: `<b> x </b>` gives ` **x** `. */
function aroundWords(text: string, wrap: (words: string) => string): string {
  const words = text.trim();
  if (words === "") return text;
  const start = text.indexOf(words);
  return text.slice(0, start) + wrap(words) + text.slice(start + words.length);
}

/** Escapes brackets, which could form a link or image. Other Markdown syntax in text is harmless and kept. */
function escapeText(text: string): string {
  return text.replace(/(?<!\\)(\\*)([[\]])/g, "$1$1\\$2");
}

/** The description of a picture. Pictures without one, or as small as a pixel, are mostly for tracking. */
function describedPicture(picture: HtmlElement): string {
  const sides = [attribute(picture, "width"), attribute(picture, "height")];
  if (sides.some((side) => Number.parseInt(side ?? "", 10) <= 2)) return "";
  const [, attached = ""] = /^cid:([^@]{1,100})/i.exec(attribute(picture, "src") ?? "") ?? [];
  const descriptions = [attribute(picture, "alt") ?? "", attached, notePicture(picture, sides) ?? ""];
  return escapeText(descriptions.map((one) => pictureText(one)).find((one) => one !== "") ?? "");
}

/** OneNote tells the type of each picture (https://learn.microsoft.com/graph/onenote-input-output-html). */
function notePicture(picture: HtmlElement, sides: readonly (string | undefined)[]): string | undefined {
  const [, type] = /^image\/([\w.+-]{1,40})$/i.exec(attribute(picture, "data-fullres-src-type") ?? "") ?? [];
  const size = sides.map((side) => Number.parseInt(side ?? "", 10));
  return type && [type, ...(size.some(Number.isNaN) ? [] : [size.join(" × ")])].join(", ");
}

/** A file that is attached to a page of OneNote, by its name. */
function attachedFileText(file: HtmlElement): string {
  const name = attachedFileName(file)?.replace(/\s+/g, " ").trim();
  return name ? escapeText(`(file: ${name})`) : "";
}

function codeSpan(text: string): string {
  const code = text.replace(/\s+/g, " ").trim();
  if (code === "") return "";
  const ticks = "`".repeat(longestRun(code) + 1);
  return ticks.length > 1 ? `${ticks} ${code} ${ticks}` : `${ticks}${code}${ticks}`;
}
