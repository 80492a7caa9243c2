import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourcePart } from "./resource-reader.ts";

/** Where a reading goes on, as its cursor holds it. */
export const readingPlaceSchema = z.object({
  uri: z.string(),
  /** The link that led to the uri: the reading goes on with either. */
  link: z.string().optional(),
  /** The offset at which the text continues. */
  at: z.number().int().positive().optional(),
  /** The position at which a list continues. */
  position: z.string().optional(),
  startPage: z.number().optional(),
  endPage: z.number().optional(),
  /** The page that has that offset, and where it begins, where that is known. */
  page: z.object({ number: z.number().int().positive(), from: z.number().int().nonnegative() }).optional(),
  /** How much was shown of the page of the list at `position`. */
  listed: z.object({ count: z.number().int().nonnegative(), last: z.string() }).optional(),
  version: z.string().optional(),
  /** The words of which more passages follow. */
  find: z.string().optional(),
});
export type ReadingPlace = z.output<typeof readingPlaceSchema>;

/** Where to start: the cursor's position, or the beginning. */
export function placeOf(
  { cursor: text, startPage, endPage }: { cursor?: string | undefined } & ResourcePart,
  uri: string,
  context: Pick<ToolContext, "cursor">,
): ReadingPlace {
  if (text === undefined) return { uri, startPage, endPage };
  const cursor = context.cursor.open(text, readingPlaceSchema);
  if (cursor.uri !== uri && cursor.link !== uri) {
    throw new ToolError(
      "invalid_input",
      `cursor: it belongs to ${cursor.uri}. Pass it with that uri, or leave it out.`,
    );
  }
  if ((startPage ?? cursor.startPage) !== cursor.startPage || (endPage ?? cursor.endPage) !== cursor.endPage) {
    throw new ToolError(
      "invalid_input",
      "cursor: it goes on with other pages. Leave startPage and endPage out, or leave cursor out.",
    );
  }
  return cursor;
}
