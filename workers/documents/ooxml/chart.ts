import { markdownTable } from "#workers/documents/markdown/blocks.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { attributeOf, readXml } from "./xml-events.ts";

/** Labels, error bars and trend lines have texts and values of their own; extensions have what is filtered out. */
const skipped = new Set("Fallback extLst dLbls dPt errBars trendline txPr spPr pivotFmts userShapes".split(" "));

/** Levels of categories, such as quarters below years. */
const maxLevels = 8;
/** Charts have two, and two more where series have a scale of their own. */
const maxAxes = 10;
const axisNames = new Set(["catAx", "dateAx", "valAx"]);
/** Elements of whose characters something is told. */
const textNames = new Set(["formatCode", "v", "t"]);

/** What the points in an element are to its series. */
const roles = new Map<string, keyof OpenSeries>([
  ["tx", "name"],
  ["cat", "categories"],
  ["xVal", "categories"],
  ["val", "values"],
  ["yVal", "values"],
  ["bubbleSize", "sizes"],
]);

/**
 * A chart part (ECMA-376 part 1, 21.2), the values of cells that were kept in it when it was saved, as Markdown: its
 * title, and a table with a row for each category and a column for each series. Series with other categories than
 * those before them have a table of their own. Empty for a chart without title and values. At most the first 50 series,
 * and the first 1,000 values of each, are read; `isCut` where it has more, or none.
 */
export function readChart(bytes: Uint8Array, writeFormatted: WriteFormatted): { text: string; isCut: boolean } {
  const all: OpenSeries[] = [];
  const axes: Axis[] = [];
  let title = "";
  let isCut = false;
  let axis: Axis | undefined;
  let series: OpenSeries | undefined;
  /** List where points go, and the place of the open one. */
  let levels: string[][] | undefined;
  let at = 0;
  let openTitle: string | undefined;
  let isNumber = false;
  /** The format of the open list of numbers, and of its open point. */
  let [format, pointFormat] = ["", ""];
  /** The characters of the open element. */
  let characters = "";
  let length = 0;

  function closeTitle(): void {
    const whole = (openTitle ?? "").replace(/\s+/g, " ").trim();
    openTitle = undefined;
    if (axis) axis.title = whole;
    else title = whole;
  }

  function closeText(): void {
    if (openTitle !== undefined) openTitle += characters;
    if (!levels) return;
    if (at < 0 || at >= maxChartRows) {
      isCut = true;
      return;
    }
    if (levels.length === 0) levels.push([]);
    const level = levels.at(-1) ?? [];
    while (level.length < at) level.push("");
    const number = Number(characters);
    const isShown = isNumber && characters.trim() !== "" && Number.isFinite(number);
    level[at] = isShown ? writeFormatted(number, pointFormat) : characters;
  }

  const isLong = readXml(bytes, {
    skips(name) {
      const isTooMany = name === "ser" && all.length >= maxChartSeries;
      isCut ||= isTooMany;
      return isTooMany || skipped.has(name);
    },
    open(name, attributes) {
      const role = roles.get(name);
      const value = attributeOf(attributes, "val") ?? "";
      if (name === "ser") {
        series = { name: [], categories: [], values: [], sizes: [] };
        all.push(series);
      } else if (name === "title") openTitle = "";
      else if (axisNames.has(name)) {
        axis = { isOfCategories: name !== "valAx", isHorizontal: false, title: "" };
        if (axes.length < maxAxes) axes.push(axis);
      } else if (name === "axPos" && axis) axis.isHorizontal = value === "b" || value === "t";
      else if (role) {
        levels = series?.[role];
        // A name may be given without a list.
        at = 0;
      } else if (name === "lvl" && levels && levels.length < maxLevels) levels.push([]);
      else if (name === "numCache" || name === "numLit") [isNumber, format] = [true, ""];
      else if (name === "pt") {
        at = Number.parseInt(attributeOf(attributes, "idx") ?? "", 10) || 0;
        pointFormat = attributeOf(attributes, "formatCode") ?? format;
      } else if (textNames.has(name)) characters = "";
    },
    close(name) {
      if (name === "ser") series = undefined;
      else if (name === "title") closeTitle();
      else if (name === "p" && openTitle !== undefined) openTitle += " ";
      else if (axisNames.has(name)) axis = undefined;
      else if (roles.has(name)) levels = undefined;
      else if (name === "numCache" || name === "numLit") isNumber = false;
      else if (name === "formatCode") format = characters;
      else if (name === "v" || name === "t") closeText();
    },
    text(piece, around) {
      if (!textNames.has(around)) return;
      characters += piece;
      length += piece.length;
    },
    isEnough: () => length > maxTextCharacters,
  });
  // A chart of points has two axes of values, of which the horizontal one takes the place of that of categories.
  const first = axes.find(({ isOfCategories }) => isOfCategories) ?? axes.find(({ isHorizontal }) => isHorizontal);
  const valueTitles = axes.filter((one) => !one.isOfCategories && one !== first).map((one) => one.title);
  // Programs other than Office save charts without the values of their cells.
  const hasNoValues = all.length > 0 && all.every(({ values }) => values.flat().every((value) => value === ""));
  const text = chartText(all.flatMap(seriesOf), {
    title,
    categoryTitle: first?.title ?? "",
    // They mostly name units.
    valueTitles: [...new Set(valueTitles)].filter((one) => one !== ""),
  });
  return { text, isCut: isCut || isLong || hasNoValues };
}

/** Series, and values of each, that are read. */
const maxChartSeries = 50;
const maxChartRows = 1_000;

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

function chartText(
  series: readonly ChartSeries[],
  { title, categoryTitle, valueTitles }: { title: string; categoryTitle: string; valueTitles: readonly string[] },
): string {
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
