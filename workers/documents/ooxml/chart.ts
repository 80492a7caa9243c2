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

export interface ChartSeries {
  /** Empty where it has none. */
  name: string;
  /** The categories, or for charts of points the x values. Empty texts where there are none. */
  categories: readonly string[];
  values: readonly string[];
}

/** Writes a number as a format code says, such as `0%`. */
export type WriteFormatted = (value: number, formatCode: string) => string;
