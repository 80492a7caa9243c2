import { color, serializeRGB } from "@csstools/css-color-parser";
import { isTokenNode, parseListOfComponentValues } from "@csstools/css-parser-algorithms";
import { isTokenNumber, tokenize } from "@csstools/css-tokenizer";

/** sRGB channels from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A colour and its opacity from 0 to 1. */
export interface Paint {
  color: Color;
  alpha: number;
}

export const black: Color = [0, 0, 0];
export const white: Color = [255, 255, 255];

/** Longer than any colour in mails. The parser is recursive, and not linear in all functions. */
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

/** The visible colour of a paint on a background; undefined if an unknown background shows through. */
export function paintedOn({ color: [red, green, blue], alpha }: Paint, behind: Color | undefined): Color | undefined {
  if (alpha >= 1) return [red, green, blue];
  if (behind === undefined) return undefined;
  const mix = (channel: number, below: number) => channel * alpha + below * (1 - alpha);
  return [mix(red, behind[0]), mix(green, behind[1]), mix(blue, behind[2])];
}

/** Whether text of one colour is unreadable on the other. */
export function looksSame(one: Color, other: Color): boolean {
  return one.every((channel, index) => Math.abs(channel - (other[index] ?? 0)) <= 8);
}
