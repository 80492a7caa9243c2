import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";

/** The texts of a diagram, or the names and values of a chart, in order. `isCut` when there are too many. */
export function readAttachedTexts(bytes: Uint8Array): { texts: string[]; isCut: boolean } {
  const texts: string[] = [];
  let isCut = false;
  let text = "";
  let length = 0;
  let isText = false;
  const add = () => {
    if (text.trim() !== "") texts.push(text.trim());
    text = "";
  };
  readXml(bytes, {
    open(name) {
      if (name === "Fallback") return "skip";
      if (name === "p") text = "";
      isText = name === "t" || name === "v";
      if (name === "v") text = "";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "p" || name === "v") add();
    },
    text(more) {
      if (!isText) return;
      text += more;
      length += more.length;
    },
    isEnough() {
      isCut = length > maxTextCharacters;
      return isCut;
    },
  });
  if (isCut) add();
  return { texts, isCut };
}
