import { withGaps } from "#workers/documents/gaps.ts";
import { cascade, readDeclarations } from "#workers/documents/html/css/declarations.ts";
import { readStyleSheets, type StyleSheets } from "#workers/documents/html/css/style-sheets.ts";
import {
  attribute,
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
} from "#workers/documents/html/document-tree.ts";
import { visibilityOf } from "#workers/documents/html/find-hidden.ts";
import { isStyledAway } from "#workers/documents/html/hidden-element.ts";
import { parseHtml } from "#workers/documents/html/parse-html.ts";
import { cleanDocumentText, type Reading } from "#workers/documents/text/reading.ts";

/** Elements with words, and those that are drawn only where others refer to them. */
const wordElements = new Set(["text", "title", "desc", "foreignobject", "flowroot"]);
const unseenElements = new Set(["defs", "symbol", "clippath", "mask", "pattern", "marker"]);
const forPrograms = new Set(["script", "style", "metadata", "head", "template"]);
/** Elements of HTML in a drawing that begin a line, and Inkscape's of text that flows. */
const blocks = new Set(["br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "flowpara"]);
/** Attributes that hide text as the properties of these names do. */
const styleAttributes = ["display", "visibility", "opacity"] as const;

/** A node, and what is known of it from the elements around. */
interface Place {
  node: HtmlNode;
  isVisible: boolean;
  isHidden: boolean;
  isInWords: boolean;
}

/**
 * The words of a drawing in the order of the file, a line for each of its lines: texts, titles and descriptions. Its
 * own title is a heading. Texts that its style hides are left out and told. Linear time.
 */
export function readSvg(source: string): Reading {
  const { document, isCut } = parseHtml(source);
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
  const styles = readStyleSheets(document);
  const lines: string[] = [];
  let hasHidden = false;
  const waiting: Place[] = [{ node: document, isVisible: true, isHidden: false, isInWords: false }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node, isInWords } = place;
    if (isText(node)) {
      if (!isInWords) continue;
      if (place.isVisible && !place.isHidden) lines.push(`${lines.pop() ?? ""}${node.value}`);
      else hasHidden ||= node.value.trim() !== "";
      continue;
    }
    const inside = isElement(node) ? placeIn(node, { place, styles }) : place;
    if (inside === undefined) continue;
    if (isElement(node) && beginsLine(node)) lines.push(isOwnTitle(node) ? "# " : "");
    for (const child of shownChildren(node).toReversed()) waiting.push({ ...inside, node: child });
  }
  return { lines, hasHidden };
}

/** What is known of the content of an element. Undefined where it has no words for people. */
function placeIn(element: HtmlElement, { place, styles }: { place: Place; styles: StyleSheets }): Place | undefined {
  const name = nameOf(element);
  if (forPrograms.has(name)) return undefined;
  const isHiddenTip = place.isHidden && (name === "title" || name === "desc");
  if (isHiddenTip) return undefined;
  const own = styleAttributes.map((property) => `${property}:${attribute(element, property) ?? ""}`).join(";");
  const styled = cascade([
    readDeclarations(own),
    ...styles.declarationsFor(element),
    readDeclarations(attribute(element, "style") ?? ""),
  ]);
  return {
    ...place,
    isVisible: visibilityOf(styled.get("visibility"), place.isVisible),
    isHidden: place.isHidden || unseenElements.has(name) || isStyledAway(styled),
    isInWords: place.isInWords || wordElements.has(name),
  };
}

/** A line of a text that is not its first has a place of its own. */
function beginsLine(element: HtmlElement): boolean {
  const name = nameOf(element);
  if (wordElements.has(name) || blocks.has(name)) return true;
  return (
    name === "tspan" &&
    ["x", "y", "dy"].some((place) => !/^(?:[-+]?0(?:\.0*)?)?$/.test(attribute(element, place) ?? ""))
  );
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

const nameOf = ({ tagName }: HtmlElement) => tagName.replace(/^svg:/i, "").toLowerCase();
