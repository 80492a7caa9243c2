import { z } from "zod";

/**
 * What a worker sends of an answer. To a client: the JSON of an MCP result's `content`, which gateways pass on unread.
 * To a composite tool: the JSON of this object.
 */
export const partOutputSchema = z.object({
  /** The answer of the tool, before it is written for a model. */
  output: z.record(z.string(), z.unknown()),
  /** Whether a client would be shown pictures with it. */
  hasPictures: z.boolean(),
});
export type PartOutput = z.output<typeof partOutputSchema>;

/** An MCP content block of text. A text is one as it is, any other value is a line of JSON. */
export const textBlock = (value: unknown) => ({
  type: "text" as const,
  text: typeof value === "string" ? value : `${JSON.stringify(value)}\n`,
});
