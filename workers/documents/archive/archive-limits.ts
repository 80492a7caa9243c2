/** Limits of a zip archive. Inflated bytes are counted over all of its files. */
export const maxArchiveFiles = 2_000;
export const maxInflatedBytes = 50_000_000;
