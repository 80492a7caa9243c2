import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import type { XmlHandler } from "./xml-events.ts";

interface TextState {
  /** Of the element that is read; undefined where its text is none of the chart's. */
  text: string | undefined;
  isCut: boolean;
}

/** Keeps the text of the elements of a chart part, and ends its reading when it has more than a document may have. */
export function keepChartText(state: TextState): Required<Pick<XmlHandler, "text" | "isEnough">> {
  let length = 0;
  return {
    text(text) {
      if (state.text === undefined) return;
      state.text += text;
      length += text.length;
    },
    isEnough() {
      const isEnough = length > maxTextCharacters;
      state.isCut ||= isEnough;
      return isEnough;
    },
  };
}
