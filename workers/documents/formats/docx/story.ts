import { openFormula } from "#workers/documents/formula/formula.ts";
import { linearFormula } from "#workers/documents/formula/linear-formula.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { addToCode } from "./fields.ts";
import { closeContainer, openContainer } from "./story-containers.ts";
import { takeProperty, takeRunContent } from "./story-properties.ts";
import { initialState, type Story, type StoryOptions, type StoryState, writeText } from "./story-state.ts";

const deleted = new Set(["del", "moveFrom"]);
/** What somebody has put in, taken out or moved, and nobody has accepted or rejected yet. */
const tracked = new Set([...deleted, "ins", "moveTo"]);
/**
 * Elements that are never shown: deleted and moved text, fallbacks for newer markup, phonetic guides, old properties.
 */
const skipped = new Set(
  "del moveFrom Fallback rt rPrChange pPrChange tblPrChange trPrChange tcPrChange sectPrChange".split(" "),
);

/**
 * One story of a Word document (body, notes, comments, a header): its blocks in order, as Markdown. Hidden and deleted
 * text is left out.
 */
export function readStory(bytes: Uint8Array, options: StoryOptions): Story {
  const state = initialState(options);
  const openElements: string[] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (tracked.has(name)) state.story.leftOut.add("trackedChanges");
      if (skipped.has(name)) {
        // Among properties, it is the mark at the end of a paragraph that is deleted or moved.
        if (deleted.has(name) && openElements.at(-1) === "rPr" && !state.run) hideMark(state);
        return "skip";
      }
      takeProperty(state, name, attributes);
      takeRunContent(state, name, attributes);
      if (openContainer(state, name, attributes) === "skip") return "skip";
      openElements.push(name);
      if (name === "oMath") state.formula ??= openFormula();
      state.formula?.open(name, attributes);
      return undefined;
    },
    close(name) {
      openElements.pop();
      closeFormulaElement(state, name);
      if (name === "t") state.isText = false;
      else closeContainer(state, name);
    },
    text(text) {
      if (state.isText) writeText(state, text);
      else if (openElements.at(-1) === "instrText") addToCode(state.fields, text);
    },
    isEnough() {
      const isEnough = state.length > maxTextCharacters;
      if (isEnough) state.story.leftOut.add("longText");
      return isEnough;
    },
  });
  // Elements that were still open when reading stopped early.
  for (const name of openElements.reverse()) closeContainer(state, name);
  return state.story;
}

function closeFormulaElement(state: StoryState, name: string): void {
  const { formula } = state;
  formula?.close();
  if (name !== "oMath" || !formula) return;
  state.formula = undefined;
  writeText(state, linearFormula(formula.root));
}

function hideMark({ paragraphs }: StoryState): void {
  const paragraph = paragraphs.at(-1);
  if (paragraph) paragraph.isMarkHidden = true;
}
