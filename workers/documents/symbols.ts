import fonts from "./symbols.json" with { type: "json" };

/** Code of the space in every font. */
const space = 0x20;

const signsOf = ([first, signs]: [string, string]) =>
  [...signs].map((sign, at) => [Number.parseInt(first, 16) + at, sign.trim()] as const);

/**
 * The signs of each font by their codes: in the table, from a hexadecimal one on. They are those that say something:
 * boxes, ticked and not, ticks, crosses, arrows, numbers in circles, telephones. A space stands for a sign that no font
 * of today has, or that only decorates.
 */
const byFont = new Map(
  Object.entries(fonts).map(([font, runs]) => [font, new Map(Object.entries(runs).flatMap(signsOf))]),
);

/**
 * The character that a symbol's font shows for its hexadecimal code. Empty where there is none, and for signs that only
 * decorate.
 */
export function symbolOf(code: string, font: string): string {
  const point = /^[0-9a-f]{4}$/i.test(code) ? Number.parseInt(code, 16) : 0;
  const ofFont = byFont.get(font.toLowerCase());
  // Symbol fonts have their signs at 0xF000, where Unicode has none.
  const own = point >= 0xf000 ? point - 0xf000 : point;
  if (own === space) return " ";
  if (ofFont && own < 0x100) return ofFont.get(own) ?? "";
  return point < 0x20 || (point >= 0xd800 && point < 0xf900) ? "" : String.fromCharCode(point);
}

/** A text with the characters that its font shows in place of codes in the private use area. */
export function withSymbols(text: string, font: string): string {
  return text.replace(/[\uf020-\uf0ff]/g, (sign) =>
    sign === "\uf020" || byFont.has(font.toLowerCase()) ? symbolOf(sign.charCodeAt(0).toString(16), font) : sign,
  );
}
