import type { Declarations } from "./css/declarations.ts";
import { insetOf, isNoRoom, pixelsOf } from "./css/lengths.ts";
import type { HidingProperty } from "./css/properties.ts";
import { attribute, type HtmlElement } from "./document-tree.ts";

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
