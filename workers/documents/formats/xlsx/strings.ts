import { attributeOf, isOn, readXml } from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, type RunMarks, raisedBy, withStrikes } from "#workers/documents/text/run-marks.ts";

const maxStrings = 500_000;
const maxStringCharacters = 20_000_000;

/** The shared strings that cells of type `s` refer to, without phonetic guides. `isCut` when there are too many. */
export function readSharedStrings(bytes: Uint8Array | undefined): { strings: string[]; isCut: boolean } {
  const strings: string[] = [];
  let isCut = false;
  if (!bytes) return { strings, isCut };
  let current = "";
  let isText = false;
  let run: RunMarks = {};
  let length = 0;
  readXml(bytes, {
    open(name, attributes) {
      if (name === "rPh") return "skip";
      if (name === "si") current = "";
      if (name === "r") run = {};
      if (name === "vertAlign") run.raised = raisedBy.get(attributeOf(attributes, "val") ?? "");
      if (name === "strike") run.isStruck = isOn(attributes);
      isText = name === "t";
      return undefined;
    },
    close(name) {
      isText = false;
      if (name === "r") run = {};
      if (name === "si") strings.push(withStrikes(current));
    },
    text(text) {
      if (!isText) return;
      current += markedRun(text, run);
      length += text.length;
    },
    isEnough() {
      isCut = strings.length > maxStrings || length > maxStringCharacters;
      return isCut;
    },
  });
  return { strings, isCut };
}
