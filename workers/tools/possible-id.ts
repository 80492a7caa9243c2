import { z } from "zod";

/** Whether a text can be one segment of an address: others would change its path or can't be encoded. */
export const isPossibleId = (text: string) => text !== "" && text !== "." && text !== ".." && text.isWellFormed();

/** An id of what is asked for next. An item that has none that can be one is left out of its list. */
export const graphId = z.string().refine(isPossibleId);
