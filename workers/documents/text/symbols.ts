/** From the first code on. A space stands for a sign that no font of today has, or that only decorates. */
const symbolFrom20 = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
const symbolFromA0 =
  "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/** In every font. */
const space = 0x20;

/** The signs that say something: boxes, ticked and not, ticks, crosses, arrows, numbers in circles, telephones. */
const byFont: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  symbol: { ...listed(0x20, symbolFrom20), ...listed(0xa0, symbolFromA0) },
  wingdings: {
    ...listed(0x28, "☎✆✉"),
    ...listed(0x4a, "☺😐☹"),
    ...listed(0x6c, "●❍■"),
    ...listed(0x81, "①②③④⑤⑥⑦⑧⑨⑩"),
    ...listed(0x8c, "❶❷❸❹❺❻❼❽❾❿"),
    ...listed(0xdf, "←→↑↓↖↗↙↘"),
    ...listed(0xe7, "←→↑↓↖↗↙↘⇐⇒⇑⇓⇔⇕"),
    ...listed(0xfb, "✗✓☒☑"),
    ...{ 111: "☐", 113: "☐", 114: "☐", 120: "☒", 168: "☐" },
  },
  "wingdings 2": { ...listed(0x4f, "✗✓☒☑☒☒"), 163: "☐" },
  "wingdings 3": { ...listed(0x66, "←→↑↓"), ...listed(0x70, "▲▼"), ...listed(0x74, "◀▶") },
  webdings: { ...listed(0x33, "◀▶▲▼"), 97: "✓", 99: "☐", 114: "✗" },
};

function listed(first: number, signs: string): Record<number, string> {
  return Object.fromEntries([...signs].map((sign, at) => [first + at, sign.trim()]));
}

/**
 * The character that a symbol's font shows for its hexadecimal code. Empty where there is none, and for signs that only
 * decorate.
 */
export function symbolOf(code: string, font: string): string {
  const point = /^[0-9a-f]{4}$/i.test(code) ? Number.parseInt(code, 16) : 0;
  const ofFont = byFont[font.toLowerCase()];
  // Symbol fonts have their signs at 0xF000, where Unicode has none.
  const own = point >= 0xf000 ? point - 0xf000 : point;
  if (own === space) return " ";
  if (ofFont && own < 0x100) return ofFont[own] ?? "";
  return point < 0x20 || (point >= 0xd800 && point < 0xf900) ? "" : String.fromCharCode(point);
}

/** A text with the characters that its font shows in place of codes in the private use area. */
export function withSymbols(text: string, font: string): string {
  return text.replace(/[\uf020-\uf0ff]/g, (sign) =>
    sign === "\uf020" || Object.hasOwn(byFont, font.toLowerCase())
      ? symbolOf(sign.charCodeAt(0).toString(16), font)
      : sign,
  );
}
