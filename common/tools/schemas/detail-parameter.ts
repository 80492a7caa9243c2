import { z } from "zod";

/**
 * The `detail` parameter of a search. By default an answer has what a model needs to choose; by `full` also ids, links,
 * defaults and repetitions, as programs expect that were written for the hosted connector.
 */
export const detailParameter = () => z.enum(["full"]).optional().describe("Adds links, ids, isRead");

/** As tools take it. */
export type Detail = z.output<ReturnType<typeof detailParameter>>;
