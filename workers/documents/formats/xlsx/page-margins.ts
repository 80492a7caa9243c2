import { isTrue, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";

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
/** How many pages there are, and which file, sheet or day it is. */
const field = /(?<!&)&[NDTFAZ]/g;
const pageWords = "pages?|seite|página|pagina|sida|side|strona|strana|sivu|sayfa|страница|第";
const ofWords = "of|von|de|sur|di|du|van|av|af|z|из|/";
/** The number of the page, to which one may be added, and of all pages, with such words beside them. */
const page = new RegExp(
  `(?:(?<!\\p{L})(?:${pageWords})\\s{0,3})?(?<!&)&P(?:[+-]\\d{1,5})?(?:\\s{0,3}(?:${ofWords})\\s{0,3}&N|页|頁)?`,
  "giu",
);
/** What joins such codes to the words beside them. */
const joint = /^[\s\-–—|/:,·]+|(?<![\s\-–—|/:,·])[\s\-–—|/:,·]+$/g;
/** Excel takes 255 of one. */
const maxCharacters = 1_000;

/** What stands above and below the cells of a printed sheet. */
export interface PageMargins {
  open(name: string, attributes: XmlAttributes): void;
  text(text: string): void;
  close(): void;
  /** A line for each that is printed, without which page, file, sheet or day it is. */
  lines(): string[];
}

export function readPageMargins(): PageMargins {
  /** By the names of their elements, of which there is one each. */
  const found = new Map<string, string>();
  let kind: string | undefined;
  let code = "";
  let hasEven = false;
  let hasFirst = false;
  const isPrinted = (name: string) => (name.startsWith("even") ? hasEven : name.startsWith("first") ? hasFirst : true);
  return {
    open(name, { differentOddEven = "", differentFirst = "" }) {
      if (name === "headerFooter") {
        // Those of custom views stand before the sheet's own.
        found.clear();
        hasEven = isTrue(differentOddEven);
        hasFirst = isTrue(differentFirst);
      }
      kind = Object.hasOwn(kinds, name) ? name : undefined;
      code = "";
    },
    text(text) {
      if (kind && code.length < maxCharacters) code += text;
    },
    close() {
      if (kind) found.set(kind, code);
      kind = undefined;
    },
    lines() {
      const lines = [...found]
        .filter(([name]) => isPrinted(name))
        .map(([name, written]) => ({ of: kinds[name], text: shown(written.slice(0, maxCharacters)) }));
      return [...new Set(lines.filter(({ text }) => text !== "").map(({ of, text }) => `${of}: ${text}`))];
    },
  };
}

/** The parts on the left, in the middle and on the right (ECMA-376 part 1, 18.3.1.46). */
function shown(code: string): string {
  return code
    .split(/(?<!&)&[LCR]/)
    .map(wordsOf)
    .filter((text) => text !== "")
    .join("; ");
}

function wordsOf(part: string): string {
  const words = part.replace(page, "").replace(field, "");
  const text = words.replace(style, (one) => (one === "&&" ? "&" : "")).replace(/\s+/g, " ");
  return (words === part ? text : text.replace(joint, "")).trim();
}
