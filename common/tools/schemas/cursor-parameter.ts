import { z } from "zod";

/** No cursor is longer, in characters: a model has to copy it. */
export const maxCursorLength = 16_384;

/** The `cursor` that a tool takes, as `context.cursor.seal` gave it. */
export const cursorParameter = (description: string) =>
  z.string().max(maxCursorLength).optional().describe(description);
