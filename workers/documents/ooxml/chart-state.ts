/** Points by their role, each in levels, of which only categories have several: the innermost first. */
export type OpenSeries = Record<"name" | "categories" | "values" | "sizes", string[][]>;

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
  axis: Axis | undefined;
  series: OpenSeries | undefined;
  /** Where points go. */
  levels: string[][] | undefined;
  /** The open title's text so far. */
  openTitle: string | undefined;
  isNumber: boolean;
  /** The format of the open list of numbers, and of its open point. */
  format: string;
  pointFormat: string;
  /** The place of the open point in its list. */
  at: number;
  /** The characters of the open element. Undefined where they have no meaning. */
  text: string | undefined;
}

export function initialChartState(): ChartState {
  return {
    title: "",
    axes: [],
    all: [],
    isCut: false,
    axis: undefined,
    series: undefined,
    levels: undefined,
    openTitle: undefined,
    isNumber: false,
    format: "",
    pointFormat: "",
    at: 0,
    text: undefined,
  };
}
