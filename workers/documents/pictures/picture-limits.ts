// Limits of the pictures that are shown beside a text. Those of documents are in `process/`, `archive/` and `text/`.

/**
 * Longest side, in pixels. Claude scales larger pictures down to that before it looks at them
 * (https://docs.claude.com/en/docs/build-with-claude/vision), so that more would only cost time and tokens.
 */
export const maxSidePixels = 1_568;

/** Of the pictures of one answer. */
export const maxPictures = 6;

/**
 * Bytes of the pictures of one answer. In base64 they take 800,000, which leaves room for the text twice within 1 MiB,
 * the most that Claude Desktop takes (https://github.com/PrefectHQ/fastmcp/issues/1036).
 */
export const maxPicturesBytes = 600_000;

/**
 * What decoding one picture may take, counted from its header before anything is decoded. Below what a process may grow
 * by one document, which includes the file.
 */
export const maxPixelBytes = 150_000_000;

/** Of one picture: each is looked at, however few bytes a file of one bit for each has. */
export const maxPixels = 150_000_000;

/** Beside that, what a pixel of a row takes while the picture is shrunk: its colour, and its place and share. */
export const rowPixelBytes = 16;
