import { type Declarations, readDeclarations, type StyleSheet } from "./html-css.ts";
import { attribute, childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from "./html-tree.ts";

/** What text takes over from the elements around it. */
interface Inherited {
  visible: boolean;
  tinyFont: boolean;
  color: Color | undefined;
  /** Undefined = unknown, such as a picture; then colours prove nothing. */
  background: Color | undefined;
}

type Color = readonly [red: number, green: number, blue: number];

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
const black: Color = [0, 0, 0];
const white: Color = [255, 255, 255];

/**
 * The elements and texts of a document that a person who looks at it can't see. Hidden text is where instructions for
 * a machine are put, and preview texts that repeat the first line.
 */
export function findHidden(root: HtmlNode, styles: StyleSheet): ReadonlySet<HtmlNode> {
  const hidden = new Set<HtmlNode>();
  // Mails repeat the same styles on every element.
  const known = new Map<string, Declarations>();
  const declarationsIn = (style: string) => {
    const declarations = known.get(style) ?? readDeclarations(style);
    known.set(style, declarations);
    return declarations;
  };
  const waiting: { node: HtmlNode; inherited: Inherited }[] = [
    { node: root, inherited: { visible: true, tinyFont: false, color: black, background: white } },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, inherited } = next;
    if (isText(node)) {
      if (!isReadable(inherited)) hidden.add(node);
      continue;
    }
    let passedOn = inherited;
    if (isElement(node)) {
      const declared = [...styles.declarationsFor(node), declarationsIn(attribute(node, "style") ?? "")];
      const styled = merge(declared);
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

function isReadable({ visible, tinyFont, color, background }: Inherited): boolean {
  return visible && !tinyFont && !(color && background && looksSame(color, background));
}

/** Hidden with everything in it, whatever that says for itself. */
function isCutOut(element: HtmlElement, styled: Declarations): boolean {
  if (neverShown.has(element.tagName) || attribute(element, "hidden") !== undefined) return true;
  const is = (property: string, pattern: RegExp) => pattern.test(styled.get(property) ?? "");
  if (is("display", /^none$/) || is("mso-hide", /^all$/) || (is("opacity", /^0?\.?0*%?$/) && styled.has("opacity")))
    return true;
  if (is("transform", /scale\(\s*0(?:\.0*)?\s*[,)]/) || is("clip-path", /inset\(\s*(?:100|50)%|circle\(\s*0/))
    return true;
  if (is("clip", /rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)/))
    return true;
  if (is("text-indent", /^-\d{3,}/)) return true;
  const isTaken = is("position", /absolute|fixed/);
  if (isTaken && ["left", "right", "top", "bottom"].some((side) => is(side, /^-\d{3,}/))) return true;
  if (["margin-left", "margin-top"].some((side) => is(side, /^-\d{4,}/))) return true;
  const isClipped = is("overflow", /hidden|clip/) || is("overflow-y", /hidden/) || is("overflow-x", /hidden/);
  return isClipped && ["height", "max-height", "width", "max-width"].some((size) => isNothing(styled.get(size), 1));
}

function inherit(element: HtmlElement, styled: Declarations, above: Inherited): Inherited {
  const visibility = styled.get("visibility");
  const fontSize = styled.get("font-size") ?? sizeInShorthand(styled.get("font"));
  const ownColor = styled.get("color") ?? attributeColor(element);
  return {
    visible: visibility === undefined ? above.visible : !/^(?:hidden|collapse)$/.test(visibility),
    tinyFont: fontSize === undefined ? above.tinyFont : isNothing(fontSize, 1),
    color: ownColor === undefined ? above.color : readColor(ownColor, above),
    background: backgroundOf(element, styled, above.background),
  };
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

function sizeInShorthand(font: string | undefined): string | undefined {
  return /(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%))/.exec(font ?? "")?.[1];
}

/** Whether a CSS length is 0, or at most `pixels`. */
function isNothing(length: string | undefined, pixels: number): boolean {
  const [, number, unit] = /^(\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh)?$/.exec(length ?? "") ?? [];
  if (number === undefined) return false;
  return Number(number) === 0 || (Number(number) <= pixels && (unit === "px" || unit === "pt"));
}

const namedColors: Readonly<Record<string, Color>> = {
  white,
  black,
  snow: [255, 250, 250],
  ivory: [255, 255, 240],
  ghostwhite: [248, 248, 255],
  whitesmoke: [245, 245, 245],
};

/** Undefined = unknown. Fully transparent text has the colour of what is behind it. */
function readColor(text: string, around: Inherited | undefined): Color | undefined {
  const value = text.trim().toLowerCase();
  if (value === "transparent" || /^rgba\([^)]*,\s*0?\.?0*\s*\)$/.test(value)) return around?.background;
  const named = namedColors[value.split(/\s/)[0] ?? ""];
  if (named) return named;
  const [, short, long] = /^#?(?:([0-9a-f]{3})|([0-9a-f]{6}))(?:\s|$)/.exec(value) ?? [];
  const hex = long ?? short?.replace(/./g, "$&$&");
  if (hex !== undefined) {
    const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
    return [channel(0), channel(2), channel(4)];
  }
  const [, red, green, blue] = /^rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})/.exec(value) ?? [];
  return red === undefined ? undefined : [Number(red), Number(green), Number(blue)];
}

function looksSame(one: Color, other: Color): boolean {
  return one.every((channel, at) => Math.abs(channel - (other[at] ?? 0)) <= 8);
}

function merge(all: readonly Declarations[]): Declarations {
  return all.length === 1 && all[0] ? all[0] : new Map(all.flatMap((declarations) => [...declarations]));
}
