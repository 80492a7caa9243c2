import { writeFormatted } from "#workers/documents/formats/xlsx/numbers.ts";
import type { PlainGap } from "#workers/documents/gaps.ts";
import { chartText } from "#workers/documents/ooxml/chart-text.ts";
import type { OfficePackage } from "#workers/documents/ooxml/ooxml-package.ts";
import { readChart } from "#workers/documents/ooxml/read-chart.ts";
import { maxCharts } from "./docx-limits.ts";

/**
 * Reads the charts of a document, as Markdown by the names of their parts. Empty for a part that is not there, and for
 * charts after the first 50. What is not read is added to `leftOut`.
 */
export function createChartReader(document: OfficePackage, leftOut: Set<PlainGap>): (part: string) => string {
  let count = 0;
  return (part) => {
    count += 1;
    const bytes = count > maxCharts ? undefined : document.read(part);
    const chart = bytes && readChart(bytes, writeFormatted);
    if (count > maxCharts || chart?.isCut) leftOut.add("charts");
    return chart ? chartText(chart) : "";
  };
}
