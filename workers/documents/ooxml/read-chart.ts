import type { Chart, WriteFormatted } from "./chart.ts";
import { closeChartElement, openChartElement } from "./chart-elements.ts";
import { initialChartState } from "./chart-state.ts";
import { finishChart } from "./finish-chart.ts";
import { keepChartText } from "./keep-chart-text.ts";
import { readXml } from "./xml-events.ts";

/** Labels, error bars and trend lines have texts and values of their own; extensions have what is filtered out. */
const skipped = new Set("Fallback extLst dLbls dPt errBars trendline txPr spPr pivotFmts userShapes".split(" "));

/**
 * A chart part (ECMA-376 part 1, 21.2). At most the first 50 series, and the first 1,000 values of each, are read.
 */
export function readChart(bytes: Uint8Array, writeFormatted: WriteFormatted): Chart {
  const state = initialChartState();
  readXml(bytes, {
    open(name, attributes) {
      return skipped.has(name) ? "skip" : openChartElement(state, name, attributes);
    },
    close(name) {
      closeChartElement(state, name, writeFormatted);
    },
    ...keepChartText(state),
  });
  return finishChart(state);
}
