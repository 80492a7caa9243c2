import { html } from "parse5";
import { black, readPaint } from "#workers/documents/html/css/colors.ts";
import { cascade, type Declarations, readDeclarations } from "#workers/documents/html/css/declarations.ts";
import { fontSizeOf, initialFontSize, pixelsOf } from "#workers/documents/html/css/lengths.ts";
import type { StyleSheets } from "#workers/documents/html/css/style-sheets.ts";
import { attribute, type HtmlElement } from "#workers/documents/html/document-tree.ts";
import { isReadable, remember, type Surroundings, surroundingsIn } from "#workers/documents/html/find-hidden.ts";
import { isHiddenWithContents, isStyledAway } from "#workers/documents/html/hidden-element.ts";
import { type Bounds, boundsOf, type Frame, frameInside, isOutOfSight, ownFrame } from "./drawing-frame.ts";
import { initialPaint, isPaint, isPainted, type PaintedWith, paintInside, paintProperties } from "./painted-with.ts";
import { startOf, type TextPosition } from "./text-position.ts";

/** Elements with words: those that are drawn, those that are shown where one points, and those with HTML. */
const wordElements = new Map<string, "drawn" | "tip" | "html">([
  ["text", "drawn"],
  ["flowroot", "drawn"],
  ["title", "tip"],
  ["desc", "tip"],
  ["foreignobject", "html"],
]);
/** Elements that are drawn only where others refer to them. */
const unseenElements = new Set(["defs", "symbol", "clippath", "mask", "pattern", "marker"]);
const forPrograms = new Set(["script", "style", "metadata", "head", "template"]);
/** Attributes that style text as the properties of these names do. */
const styleAttributes = ["display", "visibility", "opacity", "font-size", "transform", ...paintProperties] as const;

/** What is known of a place in a drawing from the elements around. */
export interface Place {
  /** What kind of words may stand there. */
  words: "drawn" | "tip" | "html" | undefined;
  /** How HTML is styled there. What is behind it is unknown unless it says so itself. */
  around: Surroundings;
  paint: PaintedWith;
  /** Whether letters leave a trace there. */
  isPainted: boolean;
  isHidden: boolean;
  /** Where its numbers are in the drawing. Undefined where that isn't known: then nothing is out of sight. */
  frame: Frame | undefined;
  bounds: Bounds | undefined;
  isInDrawing: boolean;
  /** Shared by all places in a text. */
  at: TextPosition;
}

/** The place of the drawing itself. */
export function drawingPlace(): Place {
  const around = { isVisible: true, fontSize: initialFontSize, color: black, background: undefined };
  const at = { x: 0, y: 0, letters: 0 };
  const paint = { paint: initialPaint, isPainted: true };
  return {
    words: undefined,
    around,
    ...paint,
    isHidden: false,
    frame: ownFrame,
    bounds: undefined,
    isInDrawing: false,
    at,
  };
}

/** Whether a person sees so many letters there. */
export function isSeen({ words, around, isPainted, isHidden, frame, bounds, at }: Place, letters: number): boolean {
  if (isHidden || !around.isVisible) return false;
  if (words === "tip") return true;
  const line = words === "html" ? undefined : { letters: letters + at.letters, fontSize: around.fontSize };
  if (!isPainted || (frame && isOutOfSight({ at, frame, bounds, line }))) return false;
  // How large the letters of a drawing are depends on the size that it is shown in.
  return words === "html" ? isReadable(around) : around.fontSize > 0;
}

/** Returns a function that gives the place inside an element. Undefined where it has no words for people. */
export function placeReader(styles: StyleSheets): (element: HtmlElement, place: Place) => Place | undefined {
  const declarationsIn = remember(readDeclarations);
  const paintIn = remember(readPaint);
  return (element, place) => {
    const name = nameOf(element);
    const isHiddenTip = place.isHidden && (name === "title" || name === "desc");
    if (forPrograms.has(name) || isHiddenTip) return undefined;
    const isHtml = element.namespaceURI === html.NS.HTML;
    const styled = cascade([
      ...(isHtml ? [] : [declarationsIn(attributesOf(element))]),
      ...styles.declarationsFor(element),
      declarationsIn(attribute(element, "style") ?? ""),
    ]);
    const ownWords = wordElements.get(name);
    const words = ownWords ?? place.words;
    const around = surroundingsIn(element, { styled, around: place.around, paintIn });
    const paint = paintInside(styled, place.paint);
    const isAway = isHtml && words === "html" ? isHiddenWithContents(element, styled) : isStyledAway(styled);
    return {
      words,
      around: isHtml ? around : { ...around, ...inDrawing(styled, place.around) },
      paint,
      isPainted: words === "html" ? isPaint(paint.color, "black", paintIn) : isPainted(paint, paintIn),
      isHidden:
        place.isHidden ||
        unseenElements.has(name) ||
        isAway ||
        (name === "foreignobject" && hasNoRoom(element, styled)),
      ...frameIn(element, styled, place),
      at: ownWords === undefined ? place.at : startOf(element),
    };
  };
}

/** The name of an element in lower case. */
export const nameOf = ({ tagName }: HtmlElement) => tagName.toLowerCase();

function attributesOf(element: HtmlElement): string {
  return styleAttributes
    .flatMap((property) => {
      const value = attribute(element, property);
      return value === undefined ? [] : `${property}:${value}`;
    })
    .join(";");
}

/** Sizes in drawings need no unit, and browsers paint no background there. */
function inDrawing(styled: Declarations, { fontSize }: Surroundings): Pick<Surroundings, "fontSize" | "background"> {
  const size = styled.get("font-size");
  const isNumber = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(size ?? "");
  return { fontSize: isNumber ? Number(size) : fontSizeOf(size, fontSize), background: undefined };
}

/** Browsers don't show what has no width or no height. */
function hasNoRoom(element: HtmlElement, styled: Declarations): boolean {
  return (["width", "height"] as const).some(
    (side) => pixelsOf(styled.get(side) ?? attribute(element, side)?.trim()) === 0,
  );
}

/** A drawing in a drawing has numbers of its own. */
function frameIn(
  element: HtmlElement,
  styled: Declarations,
  { frame, bounds, isInDrawing }: Place,
): Pick<Place, "frame" | "bounds" | "isInDrawing"> {
  const isDrawing = nameOf(element) === "svg";
  const inside = frame && frameInside(styled.get("transform"), frame);
  if (!isDrawing) return { frame: inside, bounds, isInDrawing };
  if (isInDrawing || styled.get("transform") !== undefined) return { frame: undefined, bounds, isInDrawing };
  return { frame: inside, bounds: boundsOf(element), isInDrawing: true };
}
