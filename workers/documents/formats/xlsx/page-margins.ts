const kinds: Readonly<Record<string, "Header" | "Footer">> = {
  oddHeader: "Header",
  evenHeader: "Header",
  firstHeader: "Header",
  oddFooter: "Footer",
  evenFooter: "Footer",
  firstFooter: "Footer",
};
/** Codes for a font, a colour, a size, and what is bold or the like; `&&` is an ampersand. */
const style = /&(?:&|"[^"]{0,100}"|K[0-9A-F]{2}[0-9A-F+-][0-9A-F]{3}|\d{1,3}|[A-Z])/g;
/** Excel takes 255 of one. */
const maxCharacters = 1_000;

/** What stands above and below the cells of a printed sheet. */
export interface PageMargins {
  open(name: string): void;
  text(text: string): void;
  close(): void;
  /** A line for each, without those that say only which page, file, sheet or day it is. */
  lines(): string[];
}

export function readPageMargins(): PageMargins {
  const found = new Map<string, "Header" | "Footer">();
  let kind: "Header" | "Footer" | undefined;
  let code = "";
  return {
    open(name) {
      kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      code = "";
    },
    text(text) {
      if (kind && code.length < maxCharacters) code += text;
    },
    close() {
      if (kind) found.set(code, kind);
      kind = undefined;
    },
    lines() {
      const lines = [...found].map(([written, of]) => ({ of, text: shown(written.slice(0, maxCharacters)) }));
      return [...new Set(lines.filter(({ text }) => text !== "").map(({ of, text }) => `${of}: ${text}`))];
    },
  };
}

/** The parts on the left, in the middle and on the right (ECMA-376 part 1, 18.3.1.46). */
function shown(code: string): string {
  return code
    .split(/(?<!&)&[LCR]/)
    .filter((part) => !/&[PNDTFAZ]/.test(part.replaceAll("&&", "")))
    .map((part) => part.replace(style, (one) => (one === "&&" ? "&" : "")))
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter((text) => text !== "")
    .join("; ");
}
