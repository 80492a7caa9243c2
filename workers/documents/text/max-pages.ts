/** Pages that are read at once. */
export const maxPages = 500;
