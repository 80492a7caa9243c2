import { black, type Color, looksSame, readColor, white } from "./css/colors.ts";
import { cascade, type DeclarationBlock, type Declarations, readDeclarations } from "./css/declarations.ts";
import { fontSizeOf, insetOf, isNothing, isTiny, pixelsOf, usualFontSize } from "./css/lengths.ts";
import type { StyleSheet } from "./css/style-sheets.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from "./document-tree.ts";

/** What text takes over from the elements around it. */
interface Inherited {
  visible: boolean;
  /** In pixels. */
  fontSize: number;
  color: Color | undefined;
  /** Undefined = unknown, such as a picture; then colours prove nothing. */
  background: Color | undefined;
}

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

const sides = ["left", "top"] as const;
/** In pixels: what stands so far out is on nobody's screen. */
const farAway = 1_000;

/**
 * The elements and texts of a document that a person who looks at it can't see. Hidden text is where instructions for
 * a machine are put, and preview texts that repeat the first line.
 */
export function findHidden(root: HtmlNode, styles: StyleSheet): ReadonlySet<HtmlNode> {
  const hidden = new Set<HtmlNode>();
  // Mails repeat the same styles on every element.
  const known = new Map<string, DeclarationBlock>();
  const declarationsIn = (style: string) => {
    const declarations = known.get(style) ?? readDeclarations(style);
    known.set(style, declarations);
    return declarations;
  };
  const waiting: { node: HtmlNode; inherited: Inherited }[] = [
    { node: root, inherited: { visible: true, fontSize: usualFontSize, color: black, background: white } },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, inherited } = next;
    if (isText(node)) {
      if (!isReadable(inherited)) hidden.add(node);
      continue;
    }
    let passedOn = inherited;
    if (isElement(node)) {
      const styled = cascade([...styles.declarationsFor(node), declarationsIn(attribute(node, "style") ?? "")]);
      if (isCutOut(node, styled)) {
        hidden.add(node);
        continue;
      }
      passedOn = inherit(node, styled, inherited);
    }
    for (const child of childrenOf(node)) waiting.push({ node: child, inherited: passedOn });
  }
  return hidden;
}

function isReadable({ visible, fontSize, color, background }: Inherited): boolean {
  return visible && !isTiny(fontSize) && !(color && background && looksSame(color, background));
}

/** Hidden with everything in it, whatever that says for itself. */
function isCutOut(element: HtmlElement, styled: Declarations): boolean {
  if (neverShown.has(element.tagName) || attribute(element, "hidden") !== undefined) return true;
  const is = (property: string, pattern: RegExp) => pattern.test(styled.get(property) ?? "");
  if (is("display", /^none$/) || is("mso-hide", /^all$/) || (is("opacity", /^0?\.?0*%?$/) && styled.has("opacity")))
    return true;
  if (is("content-visibility", /^hidden$/) || is("filter", /opacity\(\s*0?\.?0+%?\s*\)/)) return true;
  if (
    is("transform", /scale\(\s*0(?:\.0*)?\s*[,)]/) ||
    is("scale", /^0?\.?0+%?(?: |$)/) ||
    is("clip-path", /inset\(\s*(?:100|50)%|circle\(\s*0/)
  )
    return true;
  if (is("clip", /rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)/))
    return true;
  // Word hangs the first line of a list item out by as much as the item is moved in.
  if (Math.max(0, insetOf(styled, "left")) + (pixelsOf(styled.get("text-indent")?.split(" ")[0]) ?? 0) <= -farAway)
    return true;
  const isTaken = is("position", /absolute|fixed/);
  if (isTaken && ["left", "right", "top", "bottom"].some((side) => is(side, /^-\d{3,}/))) return true;
  if (sides.some((side) => is(`margin-${side}`, /^-\d{4,}/) && insetOf(styled, side) <= -farAway)) return true;
  const isClipped = is("overflow", /hidden|clip/) || is("overflow-y", /hidden/) || is("overflow-x", /hidden/);
  return isClipped && ["height", "max-height", "width", "max-width"].some((size) => isNothing(styled.get(size)));
}

function inherit(element: HtmlElement, styled: Declarations, above: Inherited): Inherited {
  const visibility = styled.get("visibility") ?? "inherit";
  const ownColor = styled.get("color") ?? attributeColor(element);
  return {
    visible:
      /^(?:visible|initial$|var\()/.test(visibility) || (above.visible && !/^(?:hidden|collapse)$/.test(visibility)),
    fontSize: fontSizeOf(styled.get("font-size") ?? attributeSize(element), above.fontSize),
    color: ownColor === undefined ? above.color : readColor(ownColor, above.background),
    background: backgroundOf(element, styled, above.background),
  };
}

/** `<font size=2>` is as good as any size that can be read. */
function attributeSize(element: HtmlElement): string | undefined {
  return element.tagName === "font" && attribute(element, "size") !== undefined ? "medium" : undefined;
}

/** A link is blue unless it is said otherwise. */
function attributeColor(element: HtmlElement): string | undefined {
  if (element.tagName === "a") return "#0000ee";
  return element.tagName === "font" ? attribute(element, "color") : undefined;
}

function backgroundOf(element: HtmlElement, styled: Declarations, above: Color | undefined): Color | undefined {
  const shorthand = styled.get("background");
  const isPicture = /url\(|gradient/.test(`${shorthand} ${styled.get("background-image")}`);
  if (isPicture || attribute(element, "background") !== undefined) return undefined;
  const own = styled.get("background-color") ?? shorthand ?? attribute(element, "bgcolor");
  if (own === undefined || /^(?:transparent|none|inherit|initial|unset)\b/.test(own)) return above;
  return readColor(own, undefined);
}
