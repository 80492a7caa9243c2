import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { closeElement, openElement } from "./slide-elements.ts";
import { initialState, type Slide } from "./slide-state.ts";

/**
 * A slide, or the notes below one (ECMA-376 part 1, 19.3): the texts of its shapes in order, tables as Markdown
 * tables. Hidden shapes, page numbers, dates and footers are left out. With `only`, just placeholders of that type.
 * A shape that is too long is cut.
 */
export function readSlide(bytes: Uint8Array, { only }: { only?: string } = {}): Slide {
  const state = initialState();
  const openElements: string[] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (name === "Fallback") return "skip";
      openElement(state, name, attributes);
      openElements.push(name);
      return undefined;
    },
    close(name) {
      openElements.pop();
      closeElement(state, name, only);
    },
    text(text) {
      if (!state.isText) return;
      state.line += text;
      state.length += text.length;
    },
    isEnough() {
      state.slide.isCut = state.length > maxTextCharacters;
      return state.slide.isCut;
    },
  });
  // Elements that were still open when reading stopped early.
  for (const name of openElements.reverse()) closeElement(state, name, only);
  return state.slide;
}
