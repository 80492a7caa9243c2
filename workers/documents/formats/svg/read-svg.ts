import { withGaps } from "#workers/documents/gaps.ts";
import { readStyleSheets } from "#workers/documents/html/css/style-sheets.ts";
import {
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
} from "#workers/documents/html/document-tree.ts";
import { parseHtml } from "#workers/documents/html/parse-html.ts";
import { cleanDocumentText, type Reading } from "#workers/documents/text/reading.ts";
import { drawingPlace, isSeen, nameOf, type Place, placeReader } from "./place-in-drawing.ts";
import { moveTo } from "./text-position.ts";

/** Elements that begin and end a line: those with words, of HTML in a drawing, and Inkscape's of text that flows. */
const blocks = new Set(
  "text title desc foreignobject flowroot flowpara div p li tr h1 h2 h3 h4 h5 h6 pre table ul ol".split(" "),
);
const cells = new Set(["td", "th"]);

/**
 * The words of a drawing in the order of the file, a line for each of its lines: texts, titles and descriptions. Its
 * own title is a heading. Texts that its style hides are left out and told. Linear time.
 */
export function readSvg(source: string): Reading {
  // HTML has no prefixes, and knows the elements of drawings, some of which end themselves, without one.
  const { document, isCut } = parseHtml(source.replace(/<(\/?)svg:/gi, "<$1"));
  const { lines, hasHidden } = linesOf(document);
  const text = cleanDocumentText(
    lines
      .map((line) => line.replace(/\s+/g, " ").trim())
      .filter((line) => line !== "" && line !== "#")
      .join("\n"),
  );
  return withGaps<Reading>({ text }, [
    text === "" && !isCut ? { kind: "onlyMedia" } : undefined,
    isCut ? { kind: "manyElements" } : undefined,
    hasHidden ? { kind: "hiddenText" } : undefined,
  ]);
}

function linesOf(document: HtmlNode): { lines: string[]; hasHidden: boolean } {
  const placeIn = placeReader(readStyleSheets(document));
  const lines: string[] = [];
  const write = (text: string) => lines.push(`${lines.pop() ?? ""}${text}`);
  let hasHidden = false;
  const waiting: { node: HtmlNode | "line's end"; place: Place }[] = [{ node: document, place: drawingPlace() }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, place } = next;
    if (node === "line's end") {
      lines.push("");
      continue;
    }
    if (isText(node)) {
      if (place.words === undefined) continue;
      if (isSeen(place, node.value.trim().length)) write(node.value);
      else hasHidden ||= node.value.trim() !== "";
      place.at.letters += node.value.trim().length;
      continue;
    }
    const inside = isElement(node) ? placeIn(node, place) : place;
    if (inside === undefined) continue;
    if (isElement(node)) {
      const between = separatorBefore(node, inside);
      if (between === "\n") lines.push(isOwnTitle(node) ? "# " : "");
      else write(between);
      if (blocks.has(nameOf(node))) waiting.push({ node: "line's end", place });
    }
    for (const child of shownChildren(node).toReversed()) waiting.push({ node: child, place: inside });
  }
  return { lines, hasHidden };
}

/** What is between an element and the words before it. */
function separatorBefore(element: HtmlElement, { at, around }: Place): string {
  const name = nameOf(element);
  if (name === "br" || blocks.has(name)) return "\n";
  if (cells.has(name)) return " ";
  return name === "tspan" ? moveTo(element, at, around.fontSize) : "";
}

function isOwnTitle(element: HtmlElement): boolean {
  const { parentNode } = element;
  const isRoot = parentNode !== null && isElement(parentNode) && nameOf(parentNode) === "svg";
  return nameOf(element) === "title" && isRoot;
}

/** Of alternatives, programs show the first that they can. */
function shownChildren(node: HtmlNode): readonly HtmlNode[] {
  const children = childrenOf(node);
  if (!isElement(node) || nameOf(node) !== "switch") return children;
  const first = children.find(isElement);
  return first === undefined ? [] : [first];
}
