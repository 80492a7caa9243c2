import type { Declarations } from "./css/declarations.ts";
import { insetOf, isNothing, pixelsOf } from "./css/lengths.ts";
import type { HidingProperty } from "./css/properties.ts";
import { attribute, type HtmlElement } from "./document-tree.ts";

/** Elements whose contents a mail program never shows as text. */
const neverShown = new Set([
  "script",
  "style",
  "head",
  "title",
  "template",
  "iframe",
  "frame",
  "object",
  "embed",
  "applet",
  "audio",
  "video",
  "canvas",
  "svg",
  "math",
  "map",
  "datalist",
  "select",
  "noframes",
]);

/** In pixels: text that stands this far outside is on nobody's screen. */
const farAway = 1_000;

/** Values that hide an element on their own. */
const hidingValues: readonly (readonly [HidingProperty, RegExp])[] = [
  ["display", /^none$/],
  ["mso-hide", /^all$/],
  ["opacity", /^(?:-.*|\+?0*\.?0*%?)$/],
  ["content-visibility", /^hidden$/],
  ["filter", /opacity\(\s*0?\.?0+%?\s*\)/],
  ["transform", /scale\(\s*0(?:\.0*)?\s*[,)]/],
  ["scale", /^0?\.?0+%?(?: |$)/],
  ["clip-path", /inset\(\s*(?:100|50)%|circle\(\s*0/],
  ["clip", /rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)/],
];

/** Whether an element is hidden with all its contents, whatever these declare for themselves. */
export function isHiddenWithContents(element: HtmlElement, styled: Declarations): boolean {
  if (neverShown.has(element.tagName) || attribute(element, "hidden") !== undefined) return true;
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
  // Word indents the first line of a list item by as much to the left as the item's margin is to the right.
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
    isClipped && (["height", "max-height", "width", "max-width"] as const).some((side) => isNothing(styled.get(side)))
  );
}
