import { cleanText } from "#workers/documents/text/clean-text.ts";
import { wordsOf } from "#workers/documents/text/words-of.ts";
import { type HtmlNode, isElement, isText, walkTree } from "./document-tree.ts";
import { isNeverShown } from "./hidden-element.ts";

/** Elements whose content is not text. */
const noText = new Set(["head", "script", "style"]);

/** The text of nodes that are hidden, as `findHidden` gives them. */
export function hiddenTextIn(hidden: ReadonlySet<HtmlNode>): string {
  return textBelow(hidden, hidden, (node) => isElement(node) && noText.has(node.tagName));
}

/**
 * Whether nodes that are hidden have words that are not shown. Mails repeat their first line in hidden text, and what
 * is for narrow windows only. Elements whose content no browser shows are no hidden text.
 */
export function tellsMore(hidden: ReadonlySet<HtmlNode>, shown: string): boolean {
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
  const texts: string[] = [];
  for (const root of roots) {
    walkTree(root, (node) => {
      if (isText(node)) texts.push(node.value);
      return (root === node || !hidden.has(node)) && !isLeftOut(node);
    });
  }
  return texts.join(" ");
}
