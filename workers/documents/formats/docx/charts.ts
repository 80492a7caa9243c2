import type { PlainGap } from "#workers/documents/gaps.ts";
import { chartText } from "#workers/documents/ooxml/chart-text.ts";
import { createFormattedWriter } from "#workers/documents/ooxml/number-format/number-formats.ts";
import type { OfficePackage, Relationship } from "#workers/documents/ooxml/ooxml-package.ts";
import { readChart } from "#workers/documents/ooxml/read-chart.ts";
import { readExtendedChart } from "#workers/documents/ooxml/read-extended-chart.ts";
import { maxCharts } from "./docx-limits.ts";

const readers: Readonly<Record<string, typeof readChart>> = { chart: readChart, chartEx: readExtendedChart };

/**
 * Reads the charts of a document, as Markdown by the relationships that lead to them. Empty for what is no chart, for
 * one that is not there, and for charts after the first 50. What is not read is added to `leftOut`.
 */
export function createChartReader(
  document: OfficePackage,
  leftOut: Set<PlainGap>,
): (to: Relationship | undefined) => string {
  const writeFormatted = createFormattedWriter();
  let count = 0;
  return (to) => {
    const read = to && !to.isExternal && Object.hasOwn(readers, to.type) ? readers[to.type] : undefined;
    if (!to || !read) return "";
    count += 1;
    const bytes = count > maxCharts ? undefined : document.read(to.target);
    const chart = bytes && read(bytes, writeFormatted);
    if (count > maxCharts || chart?.isCut) leftOut.add("charts");
    return chart ? chartText(chart) : "";
  };
}
