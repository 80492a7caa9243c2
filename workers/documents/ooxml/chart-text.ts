import { markdownTable } from "#workers/documents/markdown/table.ts";
import type { Chart, ChartSeries } from "./chart.ts";

/**
 * A chart as Markdown: its title, and a table with a row for each category and a column for each series. Series with
 * other categories than those before them have a table of their own. Empty for a chart without title and values.
 */
export function chartText({ title, categoryTitle, valueTitles, series }: Chart): string {
  const shown = series.filter(({ values }) => values.some((value) => value !== ""));
  if (title === "" && shown.length === 0) return "";
  const groups = Map.groupBy(shown, ({ categories }) => categories.join("\n"));
  const lines = [
    title === "" ? "Chart" : `Chart: ${title}`,
    ...(valueTitles.length > 0 ? [`Values: ${valueTitles.join("; ")}`] : []),
  ];
  return [lines.join("\n"), ...groups.values().map((group) => tableOf(group, categoryTitle))].join("\n\n");
}

function tableOf(group: readonly ChartSeries[], categoryTitle: string): string {
  const categories = group[0]?.categories ?? [];
  const rows = Math.max(...group.map(({ values }) => values.length));
  return markdownTable([
    [categoryTitle, ...group.map(({ name }) => name)],
    ...Array.from({ length: rows }, (_, row) => [
      // Office numbers values that have no categories.
      categories.length === 0 ? String(row + 1) : (categories[row] ?? ""),
      ...group.map(({ values }) => values[row] ?? ""),
    ]),
  ]);
}
