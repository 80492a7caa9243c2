import { markdownTable } from "#workers/documents/markdown/blocks.ts";
import { maxTextCharacters } from "#workers/text/reading.ts";
import { attributeOf, readXml, type XmlAttributes, type XmlHandler } from "./xml-events.ts";

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

/** Levels of categories, such as quarters below years. */
const maxLevels = 8;
/** Charts have two, and two more where series have a scale of their own. */
const maxAxes = 10;

/** What the points in an element are to its series. */
const roles = {
  tx: "name",
  cat: "categories",
  xVal: "categories",
  val: "values",
  yVal: "values",
  bubbleSize: "sizes",
} as const;

/** Opens an element. "skip" leaves it out. */
function openChartElement(state: ChartState, name: string, attributes: XmlAttributes): "skip" | undefined {
  const value = attributeOf(attributes, "val") ?? "";
  if (name === "ser") return openSeries(state);
  if (name === "title") state.openTitle = "";
  else if (name === "catAx" || name === "dateAx" || name === "valAx") openAxis(state, name);
  else if (name === "axPos" && state.axis) state.axis.isHorizontal = value === "b" || value === "t";
  else if (isRole(name)) openPoints(state, name);
  else if (name === "lvl") addLevel(state);
  else if (name === "numCache" || name === "numLit") openNumbers(state);
  else if (name === "pt") openPoint(state, attributes);
  else if (name === "formatCode" || name === "v" || name === "t") state.text = "";
  return undefined;
}

/** Closes the innermost element of that name. */
function closeChartElement(state: ChartState, name: string, writeFormatted: WriteFormatted): void {
  if (name === "ser") state.series = undefined;
  else if (name === "title") closeTitle(state);
  else if (name === "p" && state.openTitle !== undefined) state.openTitle += " ";
  else if (name === "catAx" || name === "dateAx" || name === "valAx") state.axis = undefined;
  else if (isRole(name)) state.levels = undefined;
  else if (name === "numCache" || name === "numLit") state.isNumber = false;
  else if (name === "formatCode") state.format = state.text ?? "";
  else if (name === "v" || name === "t") closeText(state, writeFormatted);
  if (name === "formatCode" || name === "v" || name === "t") state.text = undefined;
}

function isRole(name: string): name is keyof typeof roles {
  return Object.hasOwn(roles, name);
}

function openSeries(state: ChartState): "skip" | undefined {
  if (state.all.length >= maxChartSeries) {
    state.isCut = true;
    return "skip";
  }
  state.series = { name: [], categories: [], values: [], sizes: [] };
  state.all.push(state.series);
  return undefined;
}

function openPoints(state: ChartState, name: keyof typeof roles): void {
  state.levels = state.series?.[roles[name]];
  // A name may be given without a list.
  state.at = 0;
}

function openAxis(state: ChartState, name: string): void {
  state.axis = { isOfCategories: name !== "valAx", isHorizontal: false, title: "" };
  if (state.axes.length < maxAxes) state.axes.push(state.axis);
}

function addLevel({ levels }: ChartState): void {
  if (levels && levels.length < maxLevels) levels.push([]);
}

function openNumbers(state: ChartState): void {
  state.isNumber = true;
  state.format = "";
}

function openPoint(state: ChartState, attributes: XmlAttributes): void {
  state.at = Number.parseInt(attributeOf(attributes, "idx") ?? "", 10) || 0;
  state.pointFormat = attributeOf(attributes, "formatCode") ?? state.format;
}

function closeTitle(state: ChartState): void {
  const title = (state.openTitle ?? "").replace(/\s+/g, " ").trim();
  state.openTitle = undefined;
  if (state.axis) state.axis.title = title;
  else state.title = title;
}

function closeText(state: ChartState, writeFormatted: WriteFormatted): void {
  const { text = "", levels, at, isNumber, pointFormat } = state;
  if (state.openTitle !== undefined) state.openTitle += text;
  if (!levels) return;
  if (at < 0 || at >= maxChartRows) {
    state.isCut = true;
    return;
  }
  if (levels.length === 0) levels.push([]);
  const level = levels.at(-1) ?? [];
  while (level.length < at) level.push("");
  const number = Number(text);
  level[at] = isNumber && text.trim() !== "" && Number.isFinite(number) ? writeFormatted(number, pointFormat) : text;
}

/** Series, and values of each, that are read. */
const maxChartSeries = 50;
const maxChartRows = 1_000;

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
interface ChartState {
  title: string;
  axes: Axis[];
  all: OpenSeries[];
  isCut: boolean;
  axis?: Axis | undefined;
  series?: OpenSeries | undefined;
  /** List where points go. */
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

function initialChartState(): ChartState {
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
function finishChart({ title, axes, all, isCut }: ChartState): Chart {
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
function keepChartText(state: ChartState): Required<Pick<XmlHandler, "text" | "isEnough">> {
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
