import { z } from "zod";

/** The most characters that a cursor may have: models copy it character by character. */
export const maxCursorLength = 16_384;

/** The `cursor` parameter of a tool: the `nextCursor` of an earlier answer. */
export const cursorParameter = (description: string) =>
  z.string().max(maxCursorLength).optional().describe(description);
