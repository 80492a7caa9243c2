import { type Chart, joinLevels, keepChartText, maxChartRows, maxChartSeries, type WriteFormatted } from "./chart.ts";
import { readXml, type XmlAttributes } from "./xml-events.ts";

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

/** Lists of texts in levels, the innermost first. */
interface ChartData {
  categories: string[][];
  values: string[][];
}

interface DataSeries {
  name: string;
  dataId: string;
}

/** The reading state: the content so far and the open elements. */
interface ExtendedChart {
  title: string;
  all: Map<string, ChartData>;
  series: DataSeries[];
  isCut: boolean;
  openTitle: string | undefined;
  openData: ChartData | undefined;
  openSeries: DataSeries | undefined;
  levels: string[][] | undefined;
  level: string[] | undefined;
  isNumber: boolean;
  format: string;
  at: number;
  /** The characters of the open element. Undefined where they have no meaning. */
  text: string | undefined;
}

const maxLevels = 8;

function initialExtendedChart(): ExtendedChart {
  return {
    title: "",
    all: new Map(),
    series: [],
    isCut: false,
    openTitle: undefined,
    openData: undefined,
    openSeries: undefined,
    levels: undefined,
    level: undefined,
    isNumber: false,
    format: "",
    at: 0,
    text: undefined,
  };
}

function openExtendedElement(state: ExtendedChart, name: string, attributes: XmlAttributes): void {
  if (name === "data") openData(state, attributes.id ?? "");
  else if (name === "series") openSeries(state);
  else if (name === "title") state.openTitle = "";
  else if (name === "dataId" && state.openSeries) state.openSeries.dataId = attributes.val ?? "";
  else if (name === "strDim" || name === "numDim") openDimension(state, name, attributes);
  else if (name === "lvl") openLevel(state, attributes);
  else if (name === "pt" || name === "v" || name === "t") {
    state.at = Number.parseInt(attributes.idx ?? "", 10) || 0;
    state.text = "";
  }
}

/** Closes the innermost element of that name. */
function closeExtendedElement(state: ExtendedChart, name: string, writeFormatted: WriteFormatted): void {
  const { text = "" } = state;
  if (name === "data") state.openData = undefined;
  else if (name === "series") state.openSeries = undefined;
  else if (name === "strDim" || name === "numDim") state.levels = undefined;
  else if (name === "lvl") state.level = undefined;
  else if (name === "title") closeTitle(state);
  else if (name === "pt") addPoint(state, text, writeFormatted);
  else if (name === "v" || name === "t") addName(state, text);
  if (name === "pt" || name === "v" || name === "t") state.text = undefined;
}

function openData(state: ExtendedChart, id: string): void {
  state.openData = { categories: [], values: [] };
  if (state.all.size < maxChartSeries) state.all.set(id, state.openData);
  else state.isCut = true;
}

function openSeries(state: ExtendedChart): void {
  state.openSeries = { name: "", dataId: "" };
  if (state.series.length < maxChartSeries) state.series.push(state.openSeries);
  else state.isCut = true;
}

/** Of the lists of a series only its categories and its first values are shown; others give colours and ids. */
function openDimension(state: ExtendedChart, name: string, { type }: XmlAttributes): void {
  const { categories, values = [] } = state.openData ?? {};
  state.isNumber = name === "numDim";
  if (state.isNumber) state.levels = values.length === 0 ? values : undefined;
  else state.levels = type === "cat" ? categories : undefined;
}

function openLevel(state: ExtendedChart, { formatCode = "" }: XmlAttributes): void {
  state.format = formatCode;
  if (!state.levels || state.levels.length >= maxLevels) return;
  state.level = [];
  state.levels.push(state.level);
}

function addPoint(state: ExtendedChart, text: string, writeFormatted: WriteFormatted): void {
  const { level, at, isNumber, format } = state;
  if (!level) return;
  if (at < 0 || at >= maxChartRows) {
    state.isCut = true;
    return;
  }
  while (level.length < at) level.push("");
  const number = Number(text);
  level[at] = isNumber && text.trim() !== "" && Number.isFinite(number) ? writeFormatted(number, format) : text;
}

function addName(state: ExtendedChart, text: string): void {
  if (state.openTitle !== undefined) state.openTitle += text;
  else if (state.openSeries) state.openSeries.name += text;
}

function closeTitle(state: ExtendedChart): void {
  state.title = (state.openTitle ?? "").replace(/\s+/g, " ").trim();
  state.openTitle = undefined;
}

/** The chart as far as it was read. */
function finishExtendedChart({ title, all, series, isCut }: ExtendedChart): Chart {
  const named = series.map(({ name, dataId }) => {
    const { categories = [], values: [values = []] = [] } = all.get(dataId) ?? {};
    return { name: name.trim(), categories: joinLevels(categories), values };
  });
  return { title, categoryTitle: "", valueTitles: [], series: named, isCut };
}
