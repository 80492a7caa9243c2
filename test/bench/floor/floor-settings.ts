import { z } from "zod";

/**
 * What a process of the floor gets, by its environment: the sizes that the product's own call had, and where Redis and
 * the played Graph are.
 */
export const floorSettings = z.object({
  FLOOR_ANSWER_BYTES: z.coerce.number().int().positive(),
  /** How long a tool or a job takes, doing nothing: as long as Graph takes to answer. */
  FLOOR_WAIT_MS: z.coerce.number().int().nonnegative().default(0),
  FLOOR_JOB_BYTES: z.coerce.number().int().positive().optional(),
  REDIS_URL: z.string().optional(),
  GRAPH_BASE_URL: z.url().optional(),
  /** A token for Graph of each person, by commas. */
  FLOOR_GRAPH_TOKENS: z.string().optional(),
});

export type FloorSettings = z.infer<typeof floorSettings>;

/** How a process of the floor makes its own calls: a closed loop, or an open one. */
export const partLoad = z.union([
  z.object({ concurrency: z.number(), forMs: z.number(), pauseMs: z.number().default(0) }),
  z.object({ ratePerSecond: z.number(), forMs: z.number() }),
]);

export type PartLoad = z.input<typeof partLoad>;

/** A setting that this part can't do without. */
export function needed<T>(value: T | undefined, name: keyof FloorSettings): T {
  if (value === undefined) throw new Error(`this part of the floor needs ${name}`);
  return value;
}
