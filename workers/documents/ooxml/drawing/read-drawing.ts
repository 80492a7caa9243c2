import { openFormula } from "#workers/documents/formula/formula.ts";
import { linearFormula } from "#workers/documents/formula/linear-formula.ts";
import { readXml } from "#workers/documents/ooxml/xml-events.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import { blocksOf, closeElement, openElement, takeCorner } from "./drawing-elements.ts";
import { type Drawing, type DrawingOptions, initialState } from "./drawing-state.ts";

/**
 * A part with shapes: a slide, the notes below one (ECMA-376 part 1, 19.3), or what is drawn on a sheet (20.5). The
 * texts of its shapes in reading order, tables as Markdown tables, diagrams and charts in their places. Hidden shapes,
 * page numbers, dates and footers are left out. A shape that is too long is cut.
 */
export function readDrawing(bytes: Uint8Array, options: DrawingOptions): Drawing {
  const state = initialState(options);
  const openElements: string[] = [];
  readXml(bytes, {
    open(name, attributes) {
      if (name === "Fallback") return "skip";
      openElement(state, name, attributes);
      takeCorner(state, name, openElements.at(-1));
      openElements.push(name);
      if (name === "oMath") state.formula ??= openFormula();
      state.formula?.open(name, attributes);
      return undefined;
    },
    close(name) {
      openElements.pop();
      state.cornerPart = undefined;
      state.formula?.close();
      if (name === "oMath" && state.formula) {
        state.line += linearFormula(state.formula.root);
        state.formula = undefined;
      }
      closeElement(state, name);
    },
    text(text) {
      if (state.cornerPart !== undefined) state.corner[state.cornerPart] += text;
      if (!state.isText) return;
      if (state.formula) state.formula.text(text);
      else if (state.run) state.run.text += text;
      else state.line += text;
      state.length += text.length;
    },
    isEnough() {
      state.drawing.isCut = state.length > maxTextCharacters;
      return state.drawing.isCut;
    },
  });
  // Elements that were still open when reading stopped early.
  for (const name of openElements.reverse()) closeElement(state, name);
  return { ...state.drawing, blocks: state.groups.flatMap(blocksOf) };
}
