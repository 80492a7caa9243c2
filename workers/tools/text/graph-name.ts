import { z } from "zod";

/** Names and titles have some hundred characters. */
const maxCharacters = 1_000;

/**
 * A name or title that Graph gives, as far as it is compared and shown: somebody else may have chosen it, and lists
 * have hundreds. A part of a text would keep the whole in memory, so it is copied.
 */
export const graphName = z
  .string()
  .transform((text) => (text.length <= maxCharacters ? text : Buffer.from(text.slice(0, maxCharacters)).toString()));
