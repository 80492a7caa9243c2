import { readXml } from "./xml-events.ts";

const maxStrings = 500_000;
const maxStringCharacters = 20_000_000;

/** The texts that cells of type `s` point to. Phonetic guides are left out. */
export function readSharedStrings(bytes: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  if (!bytes) return strings;
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
    isEnough: () => strings.length > maxStrings || length > maxStringCharacters,
  });
  return strings;
}
