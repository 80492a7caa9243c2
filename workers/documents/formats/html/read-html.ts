import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import {
  attribute,
  classesOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  nodesOf,
  ownText,
  parentOf,
  parseHtml,
} from "#workers/documents/html/document-tree.ts";
import { findHidden, isNeverShown } from "#workers/documents/html/find-hidden.ts";
import { surveyDocument } from "#workers/documents/html/render-context.ts";
import { renderMarkdown } from "#workers/documents/html/render-markdown.ts";
import { cleanLine, cleanText, withoutAutoFetch, wordsOf } from "#workers/text/clean-text.ts";
import { findQuotedHistory } from "#workers/text/mail-attribution.ts";
import type { Reading } from "#workers/text/reading.ts";

/** A noncharacter, which does not occur in text (Unicode 23.7). */
const historyMark = "\uFDD0";

interface HtmlOptions {
  findQuotes: boolean;
  /** Whether it is a file, whose title a browser shows. */
  isFile?: boolean;
}

const maxTitleCharacters = 300;

function titleOf(document: HtmlNode): string {
  const elements = nodesOf(document).filter(isElement);
  const titles = elements.filter(({ tagName }) => tagName === "title").map(ownText);
  const title = titles.find((text) => text !== "") ?? "";
  return cleanLine(withoutAutoFetch(title.slice(0, maxTitleCharacters))).trim();
}

/**
 * The visible part of an HTML document as Markdown: no scripts, comments or hidden parts, nothing that loads by itself,
 * pictures by their descriptions, and links with their true hosts. Hidden text that tells more than what is shown is a
 * gap. Linear time.
 */
export function readHtml(html: string, { findQuotes, isFile = false }: HtmlOptions): Reading {
  const { document, isCut } = parseHtml(html);
  const hidden = findHidden(document);
  const history = findQuotes ? findHistoryElement(document, hidden) : undefined;
  const context = { hidden, ...surveyDocument(document, hidden), marked: history, mark: historyMark };
  const marked = cleanText(renderMarkdown(document, context));
  const body = shown(marked).trimEnd();
  const title = isFile && !findQuotes ? titleOf(document) : "";
  const text = title === "" || body.includes(title) ? body : `Title: ${title}\n\n${body}`.trimEnd();
  const markAt = history === undefined ? -1 : marked.indexOf(historyMark);
  const quotesFrom = findQuotes
    ? quotesIn(text, markAt === -1 ? -1 : shown(marked.slice(0, markAt)).length)
    : undefined;
  const gaps = gapsWhere({ manyElements: isCut, hiddenText: tellsMore(hidden, text) });
  return withGaps<Reading>({ text, ...(quotesFrom !== undefined && { quotesFrom }) }, gaps);
}

/** The mark goes first, since a document may contain it too, and so hide what would load. */
function shown(marked: string): string {
  return withoutAutoFetch(marked.replaceAll(historyMark, ""));
}

/** The hidden text of an HTML document. */
export function hiddenTextOf(html: string): string {
  const hidden = findHidden(parseHtml(html).document);
  return textBelow(hidden, hidden, (node) => isElement(node) && noText.has(node.tagName));
}

function quotesIn(text: string, markedAt: number): number | undefined {
  if (markedAt === -1) return findQuotedHistory(text);
  return text.slice(0, markedAt).trim() === "" ? undefined : markedAt;
}

/** Ids of elements that Outlook and others place before the quoted message. All that follows is history. */
const historyIds =
  /^(?:x_)*(?:divRplyFwdMsg|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|isReplyContent)$/;
/** Classes of elements that contain the quoted message. Text after such an element is new. */
const containerClasses =
  /^(?:x_)*(?:gmail_(?:quote|quote_container|extra)|yahoo_quoted|protonmail_quote|zmail_extra|moz-forward-container)$/;

/** The visible element before which the quoted history of a mail begins. */
function findHistoryElement(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): HtmlElement | undefined {
  const aroundLast = ancestorsOfLastText(root, hidden);
  const elements = nodesOf(root, (node) => hidden.has(node)).filter(isElement);
  return elements.find((one) => isHistoryStart(one) || (isContainer(one) && aroundLast.has(one)));
}

function isHistoryStart(element: HtmlElement): boolean {
  if (historyIds.test(attribute(element, "id") ?? "")) return true;
  // Outlook for Windows sets no id, but a border line above "From: ...".
  const style = attribute(element, "style") ?? "";
  return element.tagName === "div" && /border-top:\s*solid\s+#(?:e1e1e1|b5c4df)/i.test(style);
}

function isContainer(element: HtmlElement): boolean {
  if (element.tagName === "blockquote" && attribute(element, "type")?.toLowerCase() === "cite") return true;
  return classesOf(element).some((name) => containerClasses.test(name));
}

/** All ancestors of the last visible text. */
function ancestorsOfLastText(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): Set<HtmlNode> {
  const texts = nodesOf(root, (node) => hidden.has(node)).filter(isText);
  const last = [...texts].findLast(({ value }) => /\S/.test(value));
  const ancestors = new Set<HtmlNode>();
  for (let node = last ? parentOf(last) : null; node !== null; node = parentOf(node)) ancestors.add(node);
  return ancestors;
}

/** Elements whose content is not text. */
const noText = new Set(["head", "script", "style"]);

/**
 * Whether nodes that are hidden have words that are not shown. Mails repeat their first line in hidden text, and what
 * is for narrow windows only. Elements whose content no browser shows are no hidden text.
 */
function tellsMore(hidden: ReadonlySet<HtmlNode>, shown: string): boolean {
  const roots = [...hidden].filter((node) => !(isElement(node) && isNeverShown(node)));
  const text = textBelow(roots, hidden, (node) => isElement(node) && isNeverShown(node));
  // Invisible characters fill the preview of a mail, and some of them count as marks of letters.
  const words = wordsOf(cleanText(text));
  if (words.size === 0) return false;
  const known = wordsOf(shown);
  return [...words].some((one) => !known.has(one));
}

function textBelow(
  roots: Iterable<HtmlNode>,
  hidden: ReadonlySet<HtmlNode>,
  isLeftOut: (node: HtmlNode) => boolean,
): string {
  const texts = [...roots].flatMap((root) => {
    const nodes = nodesOf(root, (node) => (node !== root && hidden.has(node)) || isLeftOut(node));
    return [...nodes.filter(isText).map(({ value }) => value)];
  });
  return texts.join(" ");
}
