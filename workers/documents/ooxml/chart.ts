import { markdownTable } from "#workers/documents/markdown/table.ts";
import { maxTextCharacters } from "#workers/documents/text/reading.ts";
import type { XmlHandler } from "./xml-events.ts";

/** Series, and values of each, that are read. */
export const maxChartSeries = 50;
export const maxChartRows = 1_000;

/** A chart: the values of cells that were kept in it when it was saved. */
export interface Chart {
  /** Empty where it has none. */
  title: string;
  /** The title of the axis of categories. Empty where it has none. */
  categoryTitle: string;
  /** The titles of the axes of values, which mostly name units. */
  valueTitles: readonly string[];
  series: readonly ChartSeries[];
  /** Whether it has more than is read. */
  isCut: boolean;
}

interface ChartSeries {
  /** Empty where it has none. */
  name: string;
  /** The categories, or for charts of points the x values. Empty texts where there are none. */
  categories: readonly string[];
  values: readonly string[];
}

/** Writes a number as a format code says, such as `0%`. */
export type WriteFormatted = (value: number, formatCode: string) => string;

/** Points by their role, each in levels, of which only categories have several: the innermost first. */
type OpenSeries = Record<"name" | "categories" | "values" | "sizes", string[][]>;

interface Axis {
  isOfCategories: boolean;
  isHorizontal: boolean;
  title: string;
}

/** The reading state: the content so far and the open elements. */
export interface ChartState {
  title: string;
  axes: Axis[];
  all: OpenSeries[];
  isCut: boolean;
  axis?: Axis | undefined;
  series?: OpenSeries | undefined;
  /** Where points go. */
  levels?: string[][] | undefined;
  /** The open title's text so far. */
  openTitle?: string | undefined;
  isNumber: boolean;
  /** The format of the open list of numbers, and of its open point. */
  format: string;
  pointFormat: string;
  /** The place of the open point in its list. */
  at: number;
  /** The characters of the open element. Undefined where they have no meaning. */
  text?: string | undefined;
}

export function initialChartState(): ChartState {
  return { title: "", axes: [], all: [], isCut: false, isNumber: false, format: "", pointFormat: "", at: 0 };
}

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
function joinLevels(levels: readonly (readonly string[])[]): string[] {
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

/** Keeps the text of the elements of a chart part, and ends its reading when it has more than a document may have. */
export function keepChartText(state: ChartState): Required<Pick<XmlHandler, "text" | "isEnough">> {
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
