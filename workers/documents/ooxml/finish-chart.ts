import type { Chart, ChartSeries } from "./chart.ts";
import type { ChartState, OpenSeries } from "./chart-state.ts";

/** The chart as far as it was read. */
export function finishChart({ title, axes, all, isCut }: ChartState): Chart {
  // A chart of points has two axes of values, of which the horizontal one takes the place of that of categories.
  const first = axes.find(({ isOfCategories }) => isOfCategories) ?? axes.find(({ isHorizontal }) => isHorizontal);
  const valueTitles = axes.filter((axis) => !axis.isOfCategories && axis !== first).map((axis) => axis.title);
  return {
    title,
    categoryTitle: first?.title ?? "",
    valueTitles: [...new Set(valueTitles)].filter((one) => one !== ""),
    series: all.flatMap(seriesOf),
    // Programs other than Office save charts without the values of their cells.
    isCut: isCut || (all.length > 0 && all.every(({ values }) => values.flat().every((value) => value === ""))),
  };
}

/** A series, and after it the sizes of its bubbles. */
function seriesOf(series: OpenSeries): ChartSeries[] {
  const name = series.name.flat().join(" ").trim();
  const categories = joinLevels(series.categories);
  const [sizes] = series.sizes;
  return [
    { name, categories, values: series.values[0] ?? [] },
    ...(sizes === undefined ? [] : [{ name: `${name} (size)`.trim(), categories, values: sizes }]),
  ];
}

/** The categories with those above them. An outer one is given only where it begins. */
export function joinLevels(levels: readonly (readonly string[])[]): string[] {
  const rows = Math.max(0, ...levels.map(({ length }) => length));
  const current = levels.map(() => "");
  return Array.from({ length: rows }, (_, row) => {
    for (const [level, texts] of levels.entries()) {
      if (level === 0 || (texts[row] ?? "") !== "") current[level] = texts[row] ?? "";
    }
    return current
      .filter((text) => text !== "")
      .toReversed()
      .join(", ");
  });
}
