import { html } from "parse5";
import { memoised } from "#workers/documents/memoised.ts";
import { cascade, type Declarations, readDeclarations } from "./css/declarations.ts";
import { fontSizeOf, initialFontSize, insetOf, isNoRoom, isTiny, pixelsOf } from "./css/lengths.ts";
import { black, type Color, type HidingProperty, looksSame, paintedOn, readPaint, white } from "./css/properties.ts";
import { readStyleSheets } from "./css/style-sheets.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from "./document-tree.ts";

/** What decides whether text inside an element is visible. */
interface Surroundings {
  isVisible: boolean;
  /** Pixels. */
  fontSize: number;
  /** Undefined if unknown. */
  color: Color | undefined;
  /** Undefined if unknown, as with a picture. */
  background: Color | undefined;
}

/**
 * The elements and texts of a document that are not visible to a person. Hidden text is used for instructions to
 * machines, and for preview texts that repeat the first line. An element whose whole content is hidden is returned
 * without the nodes inside. Throws `too_large` if the style sheets are too complex.
 */
export function findHidden(root: HtmlNode): ReadonlySet<HtmlNode> {
  const declarationsFor = readStyleSheets(root);
  const hidden = new Set<HtmlNode>();
  const declarationsIn = memoised(readDeclarations);
  const paintIn = memoised(readPaint);

  function backgroundOf(element: HtmlElement, styled: Declarations, behind: Color | undefined): Color | undefined {
    const shorthand = styled.get("background");
    if (isPicture(shorthand) || isPicture(styled.get("background-image"))) return undefined;
    if (attribute(element, "background") !== undefined) return undefined;
    const own =
      styled.get("background-color") ??
      shorthand ??
      attribute(element, "bgcolor") ??
      formulaStyle(element, "mathbackground");
    if (own === undefined) return behind;
    const paint = paintIn(own);
    return paint === undefined && /^(?:none|inherit|initial|unset)\b/.test(own) ? behind : paintedOn(paint, behind);
  }

  /** What decides whether text inside an element is visible, which that around it and its own style do. */
  function surroundingsIn(element: HtmlElement, styled: Declarations, around: Surroundings): Surroundings {
    const background = backgroundOf(element, styled, around.background);
    const color = styled.get("color") ?? attributeColor(element);
    const isInherited = color === undefined || /^(?:inherit|unset|currentcolor)$/.test(color);
    return {
      isVisible: visibilityOf(styled.get("visibility"), around.isVisible),
      fontSize: fontSizeOf(styled.get("font-size") ?? attributeSize(element), around.fontSize),
      color: isInherited ? around.color : paintedOn(paintIn(color), background),
      background,
    };
  }

  const waiting: { node: HtmlNode; around: Surroundings }[] = [
    { node: root, around: { isVisible: true, fontSize: initialFontSize, color: black, background: white } },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, around } = next;
    if (isText(node)) {
      if (!isReadable(around)) hidden.add(node);
      continue;
    }
    let inside = around;
    if (isElement(node)) {
      const styled = cascade([...declarationsFor(node), declarationsIn(attribute(node, "style") ?? "")]);
      if (isHiddenWithContents(node, styled)) {
        hidden.add(node);
        continue;
      }
      inside = surroundingsIn(node, styled, around);
    }
    for (const child of childrenOf(node)) waiting.push({ node: child, around: inside });
  }
  return hidden;
}

/** Whether text there can be seen. */
function isReadable({ isVisible, fontSize, color, background }: Surroundings): boolean {
  return isVisible && !isTiny(fontSize) && !(color && background && looksSame(color, background));
}

/** Whether what is in an element is visible, unless it declares otherwise. */
function visibilityOf(visibility: string | undefined, isVisibleAround: boolean): boolean {
  if (visibility === undefined) return isVisibleAround;
  if (/^(?:visible|initial$|var\()/.test(visibility)) return true;
  return isVisibleAround && !/^(?:hidden|collapse)$/.test(visibility);
}

/** An attribute that styles elements of formulas alone. */
function formulaStyle(element: HtmlElement, name: string): string | undefined {
  return element.namespaceURI === html.NS.MATHML ? attribute(element, name) : undefined;
}

/** All sizes of `font` elements, 1 to 7, are readable. */
function attributeSize(element: HtmlElement): string | undefined {
  const size = formulaStyle(element, "mathsize");
  if (size !== undefined) return size;
  return element.tagName === "font" && attribute(element, "size") !== undefined ? "medium" : undefined;
}

/** Links are blue by default. */
function attributeColor(element: HtmlElement): string | undefined {
  if (element.tagName === "a") return "#0000ee";
  return element.tagName === "font" ? attribute(element, "color") : formulaStyle(element, "mathcolor");
}

function isPicture(background: string | undefined): boolean {
  return background !== undefined && /url\(|gradient/.test(background);
}

/** Elements whose content is never shown as text. */
const neverShown = new Set(
  (
    "script style head title template iframe frame object embed applet audio video canvas svg annotation " +
    "annotation-xml mphantom map datalist select noframes"
  ).split(" "),
);

/** The name of a file that is attached to a page of OneNote; undefined for any other element. */
export function attachedFileName(element: HtmlElement): string | undefined {
  return element.tagName === "object" ? attribute(element, "data-attachment") : undefined;
}

/** Pixels. Content moved this far out of its place is off the screen. */
const farAway = 1_000;

/** Declarations that hide an element by themselves. */
const hidingValues: readonly (readonly [HidingProperty, RegExp])[] = [
  ["display", /^none$/],
  ["mso-hide", /^all$/],
  ["opacity", /^(?:-.*|\+?0*(?:\.0*)?%?)$/],
  ["content-visibility", /^hidden$/],
  ["filter", /opacity\(\s*0?\.?0+%?\s*\)/],
  ["transform", /scale\(\s*0(?:\.0*)?[\s,)]/],
  ["scale", /^0?\.?0+%?(?: |$)/],
  ["clip-path", /inset\(\s*(?:100|50)%|circle\(\s*0/],
  ["clip", /rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)/],
];

/** Whether no browser shows the content of an element as text, whatever its style. */
export function isNeverShown(element: HtmlElement): boolean {
  return neverShown.has(element.tagName) && attachedFileName(element) === undefined;
}

/** Whether an element hides its whole content, whatever elements inside declare. */
export function isHiddenWithContents(element: HtmlElement, styled: Declarations): boolean {
  return isNeverShown(element) || attribute(element, "hidden") !== undefined || isStyledAway(styled);
}

/** Whether the style of an element hides its whole content. */
export function isStyledAway(styled: Declarations): boolean {
  if (styled.size === 0) return false;
  return (
    hidingValues.some(([property, pattern]) => declares(styled, property, pattern)) ||
    isMovedAway(styled) ||
    isClippedToNothing(styled)
  );
}

function declares(styled: Declarations, property: HidingProperty, pattern: RegExp): boolean {
  const value = styled.get(property);
  return value !== undefined && pattern.test(value);
}

function isMovedAway(styled: Declarations): boolean {
  // Word gives list items a left margin, and their first line a negative indent of the same size.
  const indent = pixelsOf(styled.get("text-indent")?.split(" ")[0]) ?? 0;
  if (Math.max(0, insetOf(styled, "left")) + indent <= -farAway) return true;
  if (declares(styled, "position", /absolute|fixed/)) {
    if ((["left", "right", "top", "bottom"] as const).some((side) => declares(styled, side, /^-\d{3,}/))) return true;
  }
  return (["left", "top"] as const).some(
    (side) => declares(styled, `margin-${side}`, /^-\d{4,}/) && insetOf(styled, side) <= -farAway,
  );
}

function isClippedToNothing(styled: Declarations): boolean {
  const isClipped =
    declares(styled, "overflow", /hidden|clip/) ||
    declares(styled, "overflow-y", /hidden/) ||
    declares(styled, "overflow-x", /hidden/);
  return (
    isClipped && (["height", "max-height", "width", "max-width"] as const).some((side) => isNoRoom(styled.get(side)))
  );
}
