import { renderLink } from "#workers/documents/markdown/links.ts";
import {
  attribute,
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  walkTree,
} from "./document-tree.ts";
import { maxDepth, type RenderContext } from "./render-context.ts";

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

/** A node that stands in a line, as Markdown. */
export function renderInline(node: HtmlNode, context: RenderContext, depth: number): string {
  if (context.hidden.has(node)) return "";
  if (isText(node)) return escapeText(node.value.replace(/[ \t\r\n\f]+/g, " "));
  if (!isElement(node)) return "";
  if (depth > maxDepth) return wordsOf(node, context);
  if (node.tagName === "br") return "\n";
  if (node.tagName === "img") return pictureText(node);
  if (codeTags.has(node.tagName)) return codeSpan(rawTextOf(node, context));
  const inside = childrenOf(node)
    .map((child) => renderInline(child, context, depth + 1))
    .join("");
  const delimiter = delimiters.get(node.tagName);
  if (delimiter !== undefined) return aroundWords(inside, (words) => `${delimiter}${words}${delimiter}`);
  const href = node.tagName === "a" ? attribute(node, "href") : undefined;
  if (href === undefined) return inside;
  return aroundWords(inside, (words) => renderLink(inOneLine(words), href));
}

/** The visible text below a node, with its own spaces and line ends. */
export function rawTextOf(root: HtmlNode, { hidden }: RenderContext): string {
  const parts: string[] = [];
  walkTree(root, (node) => {
    if (hidden.has(node)) return false;
    if (isText(node)) parts.push(node.value);
    else if (isElement(node) && node.tagName === "br") parts.push("\n");
    return true;
  });
  return parts.join("");
}

/** The visible words below a node, in one line. */
export function wordsOf(root: HtmlNode, context: RenderContext): string {
  return escapeText(rawTextOf(root, context).replace(/\s+/g, " ").trim());
}

/** Lines without spaces at their ends, and not more than one empty line in a row. */
export function tidyLines(text: string): string {
  return text
    .replace(/ {2,}/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** The lines after each other. */
export function inOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** Code in a fence that the code can't close. */
export function fence(code: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${ticks}\n${code.replace(/^\n/, "").trimEnd()}\n${ticks}`;
}

/** Leaves the spaces around the words where they are: `<b> x </b>` is ` **x** `. */
function aroundWords(text: string, wrap: (words: string) => string): string {
  const words = text.trim();
  if (words === "") return text;
  const start = text.indexOf(words);
  return text.slice(0, start) + wrap(words) + text.slice(start + words.length);
}

/** Only what would make a link or an image of somebody's words; other Markdown signs do no harm and stay as written. */
function escapeText(text: string): string {
  return text.replace(/(?<!\\)(\\*)([[\]])/g, "$1$1\\$2");
}

/** What a picture says of itself. One that says nothing is most often there to be counted when it is loaded. */
function pictureText(picture: HtmlElement): string {
  const sides = [attribute(picture, "width"), attribute(picture, "height")];
  if (sides.some((side) => Number.parseInt(side ?? "", 10) <= 2)) return "";
  const alt = attribute(picture, "alt")?.replace(/\s+/g, " ").trim();
  const [, attached] = /^cid:([^@]{1,100})/i.exec(attribute(picture, "src") ?? "") ?? [];
  const says = alt || attached;
  return says ? escapeText(`(image: ${says})`) : "";
}

function codeSpan(text: string): string {
  const code = text.replace(/\s+/g, " ").trim();
  if (code === "") return "";
  const ticks = "`".repeat(longestRun(code) + 1);
  return ticks.length > 1 ? `${ticks} ${code} ${ticks}` : `${ticks}${code}${ticks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
