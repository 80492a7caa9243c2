import { z } from "zod";

/** Ids have at most some hundred characters; one that is made of a link has 2,700. */
const maxCharacters = 4_000;

/** Whether a text can be one segment of an address: others would change its path, can't be encoded or are too long. */
export const isPossibleId = (text: string): boolean =>
  text !== "" && text !== "." && text !== ".." && text.length <= maxCharacters && text.isWellFormed();

/** An id of what is asked for next. An item that has none that can be one is left out of its list. */
export const graphId = z.string().refine(isPossibleId);
