import { color, serializeRGB } from "@csstools/css-color-parser";
import { isTokenNode, parseListOfComponentValues } from "@csstools/css-parser-algorithms";
import { isTokenNumber, tokenize } from "@csstools/css-tokenizer";

/** Properties that can hide text, without shorthands. */
const longhandProperties = [
  ...(["visibility", "display", "content-visibility", "mso-hide", "opacity", "filter"] as const),
  ...(["color", "background", "background-color", "background-image", "font-size"] as const),
  ...(["width", "height", "max-width", "max-height", "scale", "transform"] as const),
  ...(["overflow", "overflow-x", "overflow-y", "clip", "clip-path"] as const),
  ...(["position", "left", "right", "top", "bottom", "text-indent"] as const),
  ...(["margin-left", "margin-top", "padding-left", "padding-top"] as const),
] as const;

/** A property that can hide text. */
export type HidingProperty = (typeof longhandProperties)[number];

type ValueExpander = (value: string) => readonly (readonly [HidingProperty, string])[];

const expanders = new Map<string, ValueExpander>([
  ...longhandProperties.map((property): [string, ValueExpander] => [property, (value) => [[property, value]]]),
  ["font", fontSize],
  ["margin", topAndLeft("margin")],
  ["padding", topAndLeft("padding")],
]);

/**
 * Returns a function that expands a value of the property to declarations of properties that can hide text; undefined
 * for a property without such longhands. Invalid values expand to nothing, since browsers ignore them.
 */
export function valueExpander(property: string): ValueExpander | undefined {
  const expand = expanders.get(property);
  return expand && ((value) => expand(value).filter(([name, text]) => validValues.get(name)?.test(text) !== false));
}

const fontSizeWords = "inherit|initial|unset|medium|smaller|larger|(?:x{1,3}-)?(?:small|large)";
const sizeInFont = new RegExp(`(?:^| )(0|(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[a-z]+|%)|${fontSizeWords})(?:[ /]|$)`);

function fontSize(value: string): [HidingProperty, string][] {
  const size = sizeInFont.exec(value)?.[1];
  return size === undefined ? [] : [["font-size", size]];
}

function topAndLeft(name: "margin" | "padding"): ValueExpander {
  return (value) => {
    const [top = value, right = top, , left = right] = value.split(" ");
    return [
      [`${name}-top`, top],
      [`${name}-left`, left],
    ];
  };
}

/** One of these values, or a CSS-wide keyword, or anything with a function, such as `var()`. */
const oneOf = (words: string) => new RegExp(`^(?:${words}|initial|inherit|unset|revert(?:-layer)?|[^(]*\\(.*)$`);

/** The values that browsers accept, for properties with a short grammar. */
const validValues = new Map<HidingProperty, RegExp>([
  [
    "display",
    oneOf(
      "none|contents|(?:(?:block|inline|run-in) )?" +
        "(?:block|inline|run-in|flow|flow-root|list-item|ruby|table|flex|grid)|" +
        "(?:-[a-z]+-)?(?:inline-)?(?:block|table|flex|flexbox|grid|box)|(?:table|ruby)-[a-z-]+",
    ),
  ],
  ["visibility", oneOf("visible|hidden|collapse")],
  ["opacity", oneOf("[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:e[+-]?\\d+)?%?")],
]);

/** sRGB channels from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A colour and its opacity from 0 to 1. */
export interface Paint {
  color: Color;
  alpha: number;
}

export const black: Color = [0, 0, 0];
export const white: Color = [255, 255, 255];

/** Length beyond that of any colour in mails. The parser is recursive, and not linear in all functions. */
const maxCharacters = 200;

/**
 * The first CSS colour (CSS Color 4) in a value. A hexadecimal one may lack its `#`, as in old HTML. Undefined if there
 * is none, or if it depends on the environment, as with `var()` and system colours.
 */
export function readPaint(value: string): Paint | undefined {
  if (value.length > maxCharacters) return undefined;
  const css = value.trim().replace(/^(?:[\da-f]{3}|[\da-f]{6})$/i, "#$&");
  for (const node of parseListOfComponentValues(tokenize({ css }))) {
    const found = color(node);
    if (found === false) continue;
    if (typeof found.alpha !== "number") return undefined;
    const [red = 0, green = 0, blue = 0] = serializeRGB({ ...found, alpha: 1 }).value.flatMap((part) =>
      isTokenNode(part) && isTokenNumber(part.value) ? part.value[4].value : [],
    );
    return { color: [red, green, blue], alpha: found.alpha };
  }
  return undefined;
}

/** The visible colour of a paint on a background; undefined if one that shows is unknown. */
export function paintedOn(paint: Paint | undefined, behind: Color | undefined): Color | undefined {
  if (paint === undefined || paint.alpha >= 1) return paint?.color;
  if (behind === undefined) return undefined;
  const [red, green, blue] = paint.color;
  const { alpha } = paint;
  const mix = (channel: number, below: number) => channel * alpha + below * (1 - alpha);
  return [mix(red, behind[0]), mix(green, behind[1]), mix(blue, behind[2])];
}

/** Whether text of one colour is unreadable on the other. */
export function looksSame(one: Color, other: Color): boolean {
  return one.every((channel, index) => Math.abs(channel - (other[index] ?? 0)) <= 8);
}
