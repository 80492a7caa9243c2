/** Tables inside tables that are read. */
export const maxTableDepth = 20;
/** Charts that are read. */
export const maxCharts = 50;
/** Headers, and footers, that are read. */
export const maxMargins = 50;
