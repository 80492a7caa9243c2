import type { Chart, WriteFormatted } from "./chart.ts";
import {
  closeExtendedElement,
  finishExtendedChart,
  initialExtendedChart,
  openExtendedElement,
} from "./extended-chart.ts";
import { keepChartText } from "./keep-chart-text.ts";
import { readXml } from "./xml-events.ts";

/** Axes have titles of their own, which nothing tells apart here. */
const skipped = new Set("Fallback extLst dataLabels txPr spPr axis fmtOvrs".split(" "));

/**
 * A chart of the kinds that Office has had since 2016, such as waterfalls and sunbursts ([MS-ODRAWXML] 2.24.3), with
 * the limits of `readChart`.
 */
export function readExtendedChart(bytes: Uint8Array, writeFormatted: WriteFormatted): Chart {
  const state = initialExtendedChart();
  readXml(bytes, {
    open(name, attributes) {
      if (skipped.has(name)) return "skip";
      openExtendedElement(state, name, attributes);
      return undefined;
    },
    close(name) {
      closeExtendedElement(state, name, writeFormatted);
    },
    ...keepChartText(state),
  });
  return finishExtendedChart(state);
}
