import {
  type Chart,
  type ChartState,
  finishChart,
  initialChartState,
  keepChartText,
  maxChartRows,
  maxChartSeries,
  type WriteFormatted,
} from "./chart.ts";
import { attributeOf, readXml, type XmlAttributes } from "./xml-events.ts";

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
