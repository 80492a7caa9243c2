import { z } from "zod";

/** The most characters that a cursor may have: models copy it character by character. */
export const maxCursorLength = 16_384;

/** A parameter with a text of at most so many characters. */
export const textParameter = (most: number, description: string) =>
  z.string().trim().max(most).optional().describe(description);

/** The largest `offset` of a search. Beyond it, too much would be read again: callers go on with a cursor. */
export const maxOffset = 1_000;

/** The `cursor` parameter of a tool: the `nextCursor` of an earlier answer. */
export const cursorParameter = (description: string) =>
  z.string().max(maxCursorLength).optional().describe(description);

/** The most characters that a date may have, in ISO 8601 or in words. */
export const maxDateLength = 60;

/** A parameter with a date in ISO 8601 or in words. */
export const dateParameter = (description: string) => textParameter(maxDateLength, description);

/** The parameter with the time zone of the dates that a tool takes and gives. */
export const timeZoneParameter = (what = "dates") => textParameter(60, `IANA zone of ${what}; default the user's`);

/** The parameters of a tool that finds what is of a period: its two ends, and the time zone of both. */
export const periodParameters = (after: string, before: string) => ({
  afterDateTime: dateParameter(after),
  beforeDateTime: dateParameter(before),
  timeZone: timeZoneParameter(),
});

/**
 * The `detail` parameter of a search. By default an answer has what a model needs to choose; by `full` also ids, links,
 * defaults and repetitions, as programs expect that were written for the hosted connector.
 */
export const detailParameter = () => z.enum(["full"]).optional().describe("Adds links, ids, isRead");

export type Detail = z.output<ReturnType<typeof detailParameter>>;

/** The parameters by which a tool gives a part of a list that Graph gives as a whole. */
export const listPart = ({ most, usual }: { most: number; usual: number }) => ({
  limit: z.number().int().min(1).max(most).default(usual).describe("Entries per answer"),
  offset: z.number().int().min(0).max(10_000).optional().describe("Entries to skip"),
});
