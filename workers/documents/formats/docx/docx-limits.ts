/** Tables inside tables that are read. */
export const maxTableDepth = 20;
/** Headers, and footers, that are read. */
export const maxMargins = 50;
