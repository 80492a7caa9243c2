import { renderLink } from "#workers/documents/markdown/links.ts";
import { attributeOf, type XmlAttributes } from "#workers/documents/ooxml/xml-events.ts";
import { markedRun, type RunMarks } from "#workers/documents/text/run-marks.ts";
import type { DrawingState } from "./drawing-state.ts";

/** Opens a run of text, or takes how the open one is set and where it leads. Ignores all other elements. */
export function takeRun(state: DrawingState, name: string, attributes: XmlAttributes): void {
  const { run, linkTarget } = state;
  if (name === "r") state.run = { text: "" };
  else if (run && name === "rPr") Object.assign(run, marksOf(attributes));
  else if (run && name === "hlinkClick") run.target = linkTarget(attributeOf(attributes, "id") ?? "");
}

/** Writes the open run into its line. */
export function closeRun(state: DrawingState): void {
  const { run } = state;
  state.run = undefined;
  if (!run) return;
  const text = markedRun(run.text, run);
  state.line += run.target === undefined ? text : renderLink(text, run.target);
}

function marksOf({ baseline = "0", strike = "noStrike" }: XmlAttributes): RunMarks {
  const height = Number.parseInt(baseline, 10) || 0;
  return { raised: height === 0 ? undefined : height > 0 ? "above" : "below", isStruck: strike !== "noStrike" };
}
