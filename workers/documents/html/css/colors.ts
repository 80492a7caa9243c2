/** Channels from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

export const black: Color = [0, 0, 0];
export const white: Color = [255, 255, 255];

const namedColors = new Map<string, Color>([
  ["white", white],
  ["black", black],
  ["snow", [255, 250, 250]],
  ["ivory", [255, 255, 240]],
  ["ghostwhite", [248, 248, 255]],
  ["whitesmoke", [245, 245, 245]],
]);

/** Undefined = unknown. Fully transparent text has the colour of what is behind it. */
export function readColor(text: string, behind: Color | undefined): Color | undefined {
  const value = text.trim().toLowerCase();
  if (value === "transparent" || /^rgba\([^)]*,\s*0?\.?0*\s*\)$/.test(value)) return behind;
  const named = namedColors.get(value.split(/\s/)[0] ?? "");
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

/** Whether text of one colour on the other can't be told from it. */
export function looksSame(one: Color, other: Color): boolean {
  return one.every((channel, at) => Math.abs(channel - (other[at] ?? 0)) <= 8);
}
