/** Larger documents are not fetched and not read. */
export const maxDocumentBytes = 25_000_000;
