import { html } from "parse5";
import { gapsWhere, withGaps } from "#workers/documents/gaps.ts";
import { cascade, readDeclarations } from "#workers/documents/html/css/declarations.ts";
import { fontSizeOf, initialFontSize } from "#workers/documents/html/css/lengths.ts";
import { readStyleSheets } from "#workers/documents/html/css/style-sheets.ts";
import * as tree from "#workers/documents/html/document-tree.ts";
import { isHiddenWithContents, isStyledAway } from "#workers/documents/html/find-hidden.ts";
import { memoised } from "#workers/documents/memoised.ts";
import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

/** Elements with words, and of the HTML among them those in lines of their own. */
const withWords = new Set(["text", "title", "desc", "foreignobject"]);
const blocks = new Set("div p li td th h1 h2 h3 h4 h5 h6 pre".split(" "));
const forPrograms = new Set(["script", "style", "metadata", "head", "template"]);
/** Elements that are drawn only where something refers to them. */
const unseen = new Set(["defs", "symbol", "clippath", "mask", "pattern", "marker"]);

/** What is known inside an element. Without a line, there are no words. */
interface Place {
  line: string;
  isAway: boolean;
  fontSize: number;
}

/**
 * The words of a drawing in the order of the file, in lines: titles, descriptions, texts and HTML. What isn't displayed
 * is left out and told; what has no colour or stands outside of the drawing is given. Linear time.
 */
export function readSvg(source: string): Reading {
  // HTML has no prefixes, and knows the elements of drawings, some of which end themselves, without one.
  const { document, isCut } = tree.parseHtml(source.replace(/<(\/?)svg:/gi, "<$1"));
  const declarationsFor = readStyleSheets(document);
  const declarationsIn = memoised(readDeclarations);

  /** Whether the words of an element are displayed. */
  function placeIn(element: tree.HtmlElement, { isAway, fontSize }: Place): Omit<Place, "line"> {
    const attributes = ["display", "visibility", "opacity", "font-size", "transform"].map(
      (name) => `${name}:${tree.attribute(element, name) ?? ""}`,
    );
    const own = declarationsIn(tree.attribute(element, "style") ?? "");
    const styled = cascade([declarationsIn(attributes.join(";")), ...declarationsFor(element), own]);
    const isHtml = element.namespaceURI === html.NS.HTML;
    const isHiding =
      unseen.has(element.tagName.toLowerCase()) ||
      /^(?:hidden|collapse)$/.test(styled.get("visibility") ?? "") ||
      (isHtml ? isHiddenWithContents(element, styled) : isStyledAway(styled));
    return { isAway: isAway || isHiding, fontSize: fontSizeOf(styled.get("font-size"), fontSize) };
  }

  const places = new Map<unknown, Place>();
  const switches = new Set<unknown>();
  const written: string[] = [];
  let [last, hasHidden] = ["", false];
  // Programs show the first of alternatives that they can.
  const isLeftOut = (node: tree.HtmlNode) =>
    tree.isElement(node) && (forPrograms.has(node.tagName) || switches.has(node.parentNode));
  for (const node of tree.nodesOf(document, isLeftOut)) {
    const parent = tree.parentOf(node);
    const place = places.get(parent) ?? { line: "", isAway: false, fontSize: initialFontSize };
    const { line, isAway, fontSize } = place;
    if (tree.isText(node) && line !== "") {
      const before = line === last ? "" : isOwnTitle(parent) ? "\n# " : "\n";
      if (!isAway && fontSize > 0) written.push(before, node.value.replace(/\s+/g, " "));
      else hasHidden ||= node.value.trim() !== "";
      last = line;
    }
    if (!tree.isElement(node)) continue;
    if (node.tagName === "br") last = "";
    if (parent?.nodeName === "switch") switches.add(parent);
    places.set(node, { line: lineOf(node, line, places.size), ...placeIn(node, place) });
  }
  const text = cleanDocumentText(written.join("").replace(/\n\s+/g, "\n"));
  const onlyMedia = text === "" && !isCut;
  return withGaps<Reading>({ text }, gapsWhere({ onlyMedia, manyElements: isCut, hiddenText: hasHidden }));
}

const isOwnTitle = (node: tree.HtmlNode | null) =>
  node?.nodeName === "title" && tree.parentOf(node)?.nodeName === "svg";

/** The line of an element: `NUMBER@HEIGHT`. Programs cut words into parts at the same height, which are one line. */
function lineOf(element: tree.HtmlElement, around: string, number: number): string {
  const name = element.tagName.toLowerCase();
  const [y, dy] = ["y", "dy"].map((at) => Number.parseFloat(tree.attribute(element, at) ?? "0"));
  const has = (at: string) => tree.attribute(element, at) !== undefined;
  if (withWords.has(name) || (around !== "" && blocks.has(name))) return `${number}@${y}`;
  if (name !== "tspan" || around === "") return around;
  if (has("y")) return around.replace(/@.*/, `@${y}`);
  return has("x") || dy !== 0 ? `${number}@` : around;
}
