import { readXml } from "#workers/documents/ooxml/xml-events.ts";

const maxStrings = 500_000;
const maxStringCharacters = 20_000_000;

/** The shared strings that cells of type `s` refer to, without phonetic guides. `isCut` when there are too many. */
export function readSharedStrings(bytes: Uint8Array | undefined): { strings: string[]; isCut: boolean } {
  const strings: string[] = [];
  let isCut = false;
  if (!bytes) return { strings, isCut };
  let current = "";
  let isText = false;
  let length = 0;
  readXml(bytes, {
    open(name) {
      if (name === "rPh") return "skip";
      if (name === "si") current = "";
      isText = name === "t";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "si") strings.push(current);
    },
    text(text) {
      if (!isText) return;
      current += text;
      length += text.length;
    },
    isEnough() {
      isCut = strings.length > maxStrings || length > maxStringCharacters;
      return isCut;
    },
  });
  return { strings, isCut };
}
