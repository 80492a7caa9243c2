import { cleanText, withoutAutoFetch } from "#common/tools/support/text/clean-text.ts";
import { readStyleSheets, styleTextOf } from "./html-css.ts";
import { findHidden } from "./html-hidden.ts";
import { renderMarkdown } from "./html-markdown.ts";
import { findHistory } from "./html-quotes.ts";
import { surveyTree } from "./html-scene.ts";
import { type HtmlNode, isElement, walkTree } from "./html-tree.ts";
import { parseHtml } from "./parse-html.ts";
import { findQuotedHistory } from "./quoted-history.ts";
import type { Reading } from "./reading.ts";

/** A noncharacter, which no text may hold (Unicode 23.7). */
const historyMark = "\uFDD0";

const tooManyElements = "The document has too many HTML elements to be read whole; the rest is left out.";

/**
 * What a person sees of an HTML document, as Markdown: no scripts, comments or hidden parts, nothing that loads by
 * itself, pictures by their descriptions, and links with their true hosts. Work grows in line with the document.
 */
export function readHtml(html: string, { findQuotes }: { findQuotes: boolean }): Reading {
  const { document, isCut } = parseHtml(html);
  const hidden = findHidden(document, readStyleSheets(styleTexts(document)));
  const history = findQuotes ? findHistory(document, hidden) : undefined;
  const scene = { hidden, ...surveyTree(document, hidden), marked: history, mark: historyMark };
  const marked = withoutAutoFetch(cleanText(renderMarkdown(document, scene)));
  const at = marked.indexOf(historyMark);
  const text = marked.replaceAll(historyMark, "").trimEnd();
  const quotesFrom = findQuotes ? quotesIn(text, at) : undefined;
  return { text, ...(quotesFrom !== undefined && { quotesFrom }), ...(isCut && { incomplete: tooManyElements }) };
}

function quotesIn(text: string, markedAt: number): number | undefined {
  if (markedAt === -1) return findQuotedHistory(text);
  return text.slice(0, markedAt).trim() === "" ? undefined : markedAt;
}

function styleTexts(document: HtmlNode): string[] {
  const texts: string[] = [];
  walkTree(document, (node) => {
    if (isElement(node) && node.tagName === "style") texts.push(styleTextOf(node));
    return true;
  });
  return texts;
}
